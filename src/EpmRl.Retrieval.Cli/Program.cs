using EpmRl.Retrieval.Cli.Frame;

return await CommandLine.RunAsync(args, Terminal.Standard(), Environment.GetEnvironmentVariable);
