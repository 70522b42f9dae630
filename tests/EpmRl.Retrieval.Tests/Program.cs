using EpmRl.Retrieval.Tests;
using EpmRl.Retrieval.Tests.Indexing;
using EpmRl.Retrieval.Tests.Indexing.Reindexing;
using EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;
using Xunit.MicrosoftTestingPlatform;

// A test that needs a process of its own starts this program with the name of the work; all else is the test runner's command line.
return args.FirstOrDefault() switch
{
    KilledBuild.Mode => await KilledBuild.RunAsync(args),
    KilledReindex.Mode => await KilledReindex.RunAsync(args),
    KilledStore.Verb => KilledStore.Run(args),
    ProcessorRun.Mode => await ProcessorRun.RunAsync(args),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
