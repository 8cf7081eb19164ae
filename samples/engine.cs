#:project ../src/Glissade.Engine/Glissade.Engine.csproj
#:property PublishAot=false

using Glissade;

// 64 examples of 20 numbers, each of one of 3 classes: the rows of the target have a 1 at the class.
var x = new Input("x", new Shape(64, 20));
var target = new Input("target", new Shape(64, 3));
var rate = new Input("rate");
Parameter w1 = new("w1", new Shape(20, 16)), b1 = new("b1", new Shape(16)), w2 = new("w2", new Shape(16, 3)), b2 = new("b2", new Shape(3));

Tensor hidden, logits, loss;
using (Provenance.Enter("hidden", "relu(x·W + b)")) hidden = (x.MatMul(w1) + b1).Relu();
using (Provenance.Enter("classes", "h·W + b")) logits = hidden.MatMul(w2) + b2;
using (Provenance.Enter("loss", "-mean Σ target·log softmax(z)")) loss = -(target * logits.Softmax().Log()).Sum(1).Mean();

Parameter[] parameters = [w1, b1, w2, b2];
Tensor[] gradients = Gradient.Of(loss, parameters);
var step = new Step
{
    Outputs = [loss],
    Updates = [.. parameters.Zip(gradients, (parameter, gradient) => ((State)parameter, parameter - rate * gradient))],
};

Plan plan = Device.Cpu.Compile(step);
Console.Write(plan);

// Ten steps on numbers that are easy to tell apart.
Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
foreach (Parameter weight in (Parameter[])[w1, w2]) weight.Assign(Tensor.RandomUniform(weight.Shape, weight.Name, seed, zero, zero) - 0.5);
float[] examples = new float[64 * 20], classes = new float[64 * 3];
for (int i = 0; i < 64; i++)
{
    classes[i * 3 + i % 3] = 1;
    for (int k = 0; k < 20; k++) examples[i * 20 + k] = (k % 3 == i % 3 ? 1 : 0) + i * k % 7 / 7f;
}

Workspace workspace = plan.CreateWorkspace();
workspace.Set<float>(x, examples);
workspace.Set<float>(target, classes);
workspace.Set(rate, 0.1f);
var losses = new List<float>();
for (int i = 0; i < 10; i++)
{
    workspace.Run();
    losses.Add(workspace.Read<float>(loss)[0]);
}

Console.WriteLine($"losses {string.Join(", ", losses)}");
