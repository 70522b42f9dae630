namespace EpmRl.Retrieval.Cli;

/// <summary>The command line asks for something impossible; the message says what to type instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
