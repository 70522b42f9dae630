using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>Writes as the system does but does not wait for the disk, for tests that never lose power.</summary>
internal sealed class UnflushedFiles : FileSystem
{
    protected override void FlushTo(FileStream file)
    {
    }
}
