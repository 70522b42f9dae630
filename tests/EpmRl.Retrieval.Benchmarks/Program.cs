using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

// The command line is BenchmarkDotNet's. A benchmark that does not run, or a filter that finds none, is an error.
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args)];
return summaries.Length > 0
    && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
