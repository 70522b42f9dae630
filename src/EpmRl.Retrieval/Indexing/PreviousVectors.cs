using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The vectors of an earlier version of the same space, reused for unchanged prompts.</summary>
internal sealed class PreviousVectors : IDisposable
{
    private readonly string folder;
    private readonly IndexManifest manifest;
    private readonly SafeFileHandle vectors;
    private readonly VectorForm stored;
    private readonly VectorForm wanted;
    private readonly float[] converted;

    private PreviousVectors(string folder, IndexManifest manifest, VectorForm stored, VectorForm wanted)
    {
        this.folder = folder;
        this.manifest = manifest;
        this.stored = stored;
        this.wanted = wanted;
        converted = new float[manifest.Dimension];
        vectors = File.OpenHandle(Path.Combine(folder, IndexFiles.Vectors));
    }

    /// <summary>The newest intact version whose rows have, or convert exactly to, the wanted form; null when there is none.</summary>
    public static PreviousVectors? Find(
        IndexFolder index, CheckedVersions versions, EncoderSpace space, VectorForm wanted, CancellationToken cancellationToken)
    {
        foreach (IndexVersion version in index.ReadableVersions())
        {
            IndexManifest manifest = version.Manifest!;
            if (manifest.Space == space.Fingerprint
                && manifest.Dimension == space.Dimension
                && VectorForms.TryParse(manifest.VectorForm, out VectorForm stored)
                && (stored == wanted || stored == VectorForm.Float32)
                && versions.IsWhole(version.Name, cancellationToken))
            {
                return new PreviousVectors(index.FolderOf(version.Name), manifest, stored, wanted);
            }
        }

        return null;
    }

    /// <summary>Records the place of every row.</summary>
    public void Note(VectorSources sources)
    {
        string path = Path.Combine(folder, IndexFiles.Keys);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);
        Span<byte> key = stackalloc byte[PromptKey.Bytes];
        for (int row = 0; row < manifest.Vectors; row++)
        {
            stream.ReadExactly(key);
            sources.Note(
                BinaryPrimitives.ReadUInt128LittleEndian(key),
                new VectorSource(InStaging: false, MappedVectors.OffsetOf(stored, manifest.Dimension, row)));
        }
    }

    /// <summary>Reads a row, in the wanted form.</summary>
    public void Read(long offset, Span<byte> row)
    {
        Span<byte> bytes = stored == wanted ? row : MemoryMarshal.AsBytes(converted.AsSpan());
        if (RandomAccess.Read(vectors, bytes, offset) != bytes.Length)
        {
            throw new IOException($"'{Path.Combine(folder, IndexFiles.Vectors)}' was cut while it was read.");
        }

        if (stored != wanted)
        {
            VectorRows.Write(wanted, converted, row);
        }
    }

    public void Dispose() => vectors.Dispose();
}
