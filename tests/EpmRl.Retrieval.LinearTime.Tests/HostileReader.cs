namespace EpmRl.Retrieval.LinearTime.Tests;

/// <summary>A reader of untrusted text.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Read">Reads a text; faults of the text that the reader reports by an exception are swallowed here.</param>
/// <param name="More">Texts that are hostile to it alone.</param>
internal sealed record HostileReader(string Name, Action<string> Read, params HostileText[] More)
{
    public override string ToString() => Name;
}
