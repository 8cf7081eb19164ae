#:project ../src/Glissade.Engine/Glissade.Engine.csproj
#:property PublishAot=false

using Glissade;

// What is given at every run.
var x = new Input("x", new Shape(4, 2));
var y = new Input("y", new Shape(4, 1));
var rate = new Input("rate");

// What is trained. Parameters begin at 0; the weights get random numbers that depend on the seed and the name alone.
Parameter w1 = new("w1", new Shape(2, 8)), b1 = new("b1", new Shape(8)), w2 = new("w2", new Shape(8, 1)), b2 = new("b2", new Shape(1));
Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
foreach (Parameter weight in (Parameter[])[w1, w2])
    weight.Assign(Tensor.RandomUniform(weight.Shape, weight.Name, seed, zero, zero) * 2 - 1);

// The network and its loss, as formulas. Nothing is computed here.
Tensor p = ((x.MatMul(w1) + b1).Tanh().MatMul(w2) + b2).Sigmoid();
Tensor loss = -(y * p.Log() + (1 - y) * (1 - p).Log()).Mean();

// One training step: the loss to look at, and what every parameter becomes.
Parameter[] parameters = [w1, b1, w2, b2];
Tensor[] gradients = Gradient.Of(loss, parameters);
var step = new Step
{
    Outputs = [loss, p],
    Updates = [.. parameters.Zip(gradients, (parameter, gradient) => ((State)parameter, parameter - rate * gradient))],
};

// Compiled once, then replayed.
Workspace workspace = Device.Cpu.Compile(step).CreateWorkspace();
workspace.Set<float>(x, [0, 0, 0, 1, 1, 0, 1, 1]);
workspace.Set<float>(y, [0, 1, 1, 0]);
for (int i = 0; i <= 2000; i++)
{
    workspace.Set(rate, 1 / (1 + i / 1000f));
    workspace.Run();
    if (i % 500 == 0) Console.WriteLine($"step {i}: loss {workspace.Read<float>(loss)[0]}");
}

Console.WriteLine($"p = {string.Join(", ", workspace.Read<float>(p).ToArray())}");
