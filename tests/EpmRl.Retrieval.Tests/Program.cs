using EpmRl.Retrieval.Tests.Indexing;
using EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

// `dotnet test` loads the tests and never comes here; a test that needs a process to kill starts this one.
return args is [KilledStore.Verb, ..] ? KilledStore.Run(args) : await KilledBuild.RunAsync(args);
