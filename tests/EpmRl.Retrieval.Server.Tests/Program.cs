using EpmRl.Retrieval.Server.Tests.Jobs;
using Xunit.MicrosoftTestingPlatform;

// A test that kills the service starts this program with the name of the work; all else is the test runner's command line.
return args.FirstOrDefault() switch
{
    ServiceProcess.Mode => await ServiceProcess.RunAsync(args),
    _ => await TestPlatformTestFramework.RunAsync(args, EpmRl.Retrieval.Server.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
