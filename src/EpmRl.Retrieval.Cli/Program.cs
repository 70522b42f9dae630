using EpmRl.Retrieval.Cli;
using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Cli.Frame;

return FileHandles.AreEnough()
    ? await CommandLine.RunAsync(args, Terminal.Standard(), Environment.GetEnvironmentVariable)
    : ExitCodes.Failed;
