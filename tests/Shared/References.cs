using System.Reflection;
using System.Reflection.Emit;

namespace Glissade.Tests.Support;

/// <summary>Which types a type names: in its declaration, in its members and in their code.</summary>
internal static class References
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The outermost types of the same assembly that a type, or one inside it, names; without itself.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Collect(type, found);
        return [.. found.Where(other => other.Assembly == type.Assembly).Select(Outermost).Where(other => other != type)];
    }

    /// <summary>All types that a type, or one inside it, names, of whatever assembly.</summary>
    public static HashSet<Type> All(Type type)
    {
        var found = new HashSet<Type>();
        Collect(type, found);
        return found;
    }

    /// <summary>The members of other types that the code of a type, or of one inside it, uses.</summary>
    public static HashSet<MemberInfo> Members(Type type)
    {
        var found = new HashSet<MemberInfo>();
        Collect(type, [], found);
        return found;
    }

    /// <summary>The type itself, or the one that it stands in.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    private static void Collect(Type type, HashSet<Type> found, HashSet<MemberInfo>? members = null)
    {
        Add(type.BaseType, found);
        foreach (Type contract in type.GetInterfaces()) Add(contract, found);
        foreach (Type argument in type.GetGenericArguments())
            foreach (Type constraint in argument.GetGenericParameterConstraints()) Add(constraint, found);
        foreach (FieldInfo field in type.GetFields(Everything)) Add(field.FieldType, found);
        foreach (MethodBase method in type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything))) Collect(method, found, members);
        foreach (Type nested in type.GetNestedTypes(Everything)) Collect(nested, found, members);
    }

    private static void Collect(MethodBase method, HashSet<Type> found, HashSet<MemberInfo>? members)
    {
        if (method is MethodInfo function) Add(function.ReturnType, found);
        foreach (ParameterInfo parameter in method.GetParameters()) Add(parameter.ParameterType, found);
        if (method.GetMethodBody() is not { } body) return;
        foreach (LocalVariableInfo local in body.LocalVariables) Add(local.LocalType, found);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(clause.CatchType, found);
        foreach (int token in Tokens(body.GetILAsByteArray()!))
        {
            MemberInfo member = method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!;
            members?.Add(member);
            Add(member as Type ?? member.DeclaringType, found);
            if (member is FieldInfo field) Add(field.FieldType, found);
            if (member is MethodInfo { IsGenericMethod: true } called)
                foreach (Type argument in called.GetGenericArguments()) Add(argument, found);
        }
    }

    private static void Add(Type? type, HashSet<Type> found)
    {
        while (type is { HasElementType: true }) type = type.GetElementType();
        if (type is null || type.IsGenericParameter) return;
        if (type.IsGenericType)
        {
            foreach (Type argument in type.GetGenericArguments()) Add(argument, found);
            type = type.GetGenericTypeDefinition();
        }

        found.Add(type);
    }

    // What code names stands in its instructions as numbers of the module's tables.
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short number = code[at++];
            if (number == 0xFE) number = (short)(0xFE00 | code[at++]);
            OperandType operand = s_codes[number].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok) yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
