namespace Glissade.Tests.Support;

/// <summary>
/// Marks a static method <c>void M(string[] arguments)</c> that tests run in a fresh process, by <see cref="ChildProcess"/>, because it depends on
/// switches that a process reads once at its start. It prints what it finds; the test compares.
/// </summary>
/// <param name="name">The name it is called by; unique in the assembly.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProbeAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
