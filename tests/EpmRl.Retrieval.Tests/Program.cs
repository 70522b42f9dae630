using EpmRl.Retrieval.Tests.Indexing;

// `dotnet test` loads the tests and never comes here; a test that needs a process to kill starts this one.
return await KilledBuild.RunAsync(args);
