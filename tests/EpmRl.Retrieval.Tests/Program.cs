using EpmRl.Retrieval.Tests.Indexing;
using EpmRl.Retrieval.Tests.Indexing.Reindexing;

// `dotnet test` loads the tests and never comes here; a test that needs a process to kill starts this one.
return args[0] == KilledReindex.Mode ? await KilledReindex.RunAsync(args) : await KilledBuild.RunAsync(args);
