namespace EpmRl.Retrieval.Tests.LinearTime;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Read">Reads a text; faults of the text that the reader reports by an exception are swallowed here.</param>
/// <param name="More">Texts that are hostile to it alone.</param>
internal sealed record HostileReader(string Name, Action<string> Read, params HostileText[] More)
{
    public override string ToString() => Name;
}
