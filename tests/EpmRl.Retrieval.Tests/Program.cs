using EpmRl.Retrieval.Tests.Indexing;
using EpmRl.Retrieval.Tests.Indexing.Reindexing;
using EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

// `dotnet test` loads the tests and never comes here; a test that needs a process of its own starts this one.
return args[0] == KilledReindex.Mode ? await KilledReindex.RunAsync(args)
    : args[0] == ProcessorRun.Mode ? await ProcessorRun.RunAsync(args)
    : args[0] == KilledStore.Verb ? KilledStore.Run(args)
    : await KilledBuild.RunAsync(args);
