using Glissade.Bench;

switch (args.FirstOrDefault())
{
    case "products":
        ProductsCommand.Run(args[1..]);
        return 0;
    case "engine":
        EngineCommand.Run();
        return 0;
    case "start":
        return StartCommand.Run(args[1..]);
    case "peers":
        return PeersCommand.Run(args[1..]);
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/Glissade.Bench -- engine | products [float|double] [direct|panels|slabs] | peers [PYTHON] | start [MNIST [ROUNDS [PYTHON]]]");
        return 2;
}
