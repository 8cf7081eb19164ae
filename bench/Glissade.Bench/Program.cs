using Glissade;
using Glissade.Bench;

try
{
    switch (args.FirstOrDefault())
    {
        case "products":
            ProductsCommand.Run(args[1..]);
            return 0;
        case "engine":
            EngineCommand.Run();
            return 0;
        case "workload" when args.Length == 2:
            return ResultsCommand.One(args[1]);
        case "results":
            return ResultsCommand.Run();
        case "accuracy":
            return AccuracyCommand.Run(args[1..]);
        case "curves":
            return CurvesCommand.Run();
        case "start":
            return StartCommand.Run(args[1..]);
        case "worst":
            return WorstCommand.Run();
        case "peers":
            return PeersCommand.Run(args[1..]);
        case "kernels":
            using (var kernels = System.Diagnostics.Process.Start("dotnet", ["run", "-c", "Release", "--project", Path.Combine(Machine.Root, "bench", "Glissade.Kernels"), "--", .. args[1..]]))
            {
                kernels.WaitForExit();
                return kernels.ExitCode;
            }
    }
}
catch (GlissadeException e)
{
    Console.Error.WriteLine(e.Describe());
    return 2;
}

Console.Error.WriteLine("""
    Usage: dotnet run -c Release --project bench/Glissade.Bench -- COMMAND
      results                        every workload beside the roofline -> bench/results/<cpu>/bench.md
      peers [--workload NAME[,...]] [--rounds N] [--python PATH]
                                     the workloads beside PyTorch and ONNX Runtime -> peers.md
      start [MNIST [ROUNDS [PYTHON]]]
                                     from the process's start to the end of the first training step
      accuracy [MNIST [RUNS [PYTHON]]]
                                     seconds to 99.2 % of MNIST's test files -> accuracy.md
      curves                         cost against batch, width, depth, rows -> curves.md, with plots
      worst                          predictions row by row, trainings by the thousand, two at once -> worst.md
      kernels [BenchmarkDotNet's options]
                                     single kernels, by BenchmarkDotNet
      workload NAME                  one workload as JSON
      engine                         a chain over memory, a large product, a step
      products [float|double] [direct|panels|slabs]
                                     matrix products beside the multiply-add peak -> products.md
    """);
return 2;
