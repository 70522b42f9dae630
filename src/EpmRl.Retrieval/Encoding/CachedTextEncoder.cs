using System.IO.Hashing;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// An encoder that caches its vectors on disk, by space and text: a text encoded once, in this process or an earlier one, needs no
/// inference again. Safe to call from several threads, and for several processes on one folder.
/// </summary>
/// <remarks>
/// Each call that encodes new texts leaves files that never change: <c>&lt;space&gt;/&lt;hash of the content&gt;.vectors</c>, written under
/// a temporary name and renamed. A file whose content does not match the hash in its name is ignored, and its texts are encoded again.
/// </remarks>
internal class CachedTextEncoder : ITextEncoder
{
    private const int TextsPerFile = 256; // an interrupted run loses at most this many
    private const int KeyBytes = 16;

    private readonly ITextEncoder encoder;
    private readonly string folder;
    private readonly Dictionary<UInt128, Cached> known = [];
    private readonly Lock gate = new();

    private CachedTextEncoder(ITextEncoder encoder, string cacheFolder)
    {
        this.encoder = encoder;
        folder = Path.Combine(cacheFolder, encoder.Space.Fingerprint);
        Directory.CreateDirectory(folder);
        Temporaries.SweepFolder(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "*.vectors"))
        {
            Read(file);
        }
    }

    /// <inheritdoc/>
    public EncoderSpace Space => encoder.Space;

    /// <summary>Wraps an encoder and reads the cache. The wrapper gives token states where the encoder does.</summary>
    /// <param name="encoder">Encodes what the cache lacks; disposed with the wrapper.</param>
    /// <param name="cacheFolder">Folder of the cache; created when missing.</param>
    public static CachedTextEncoder Over(ITextEncoder encoder, string cacheFolder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentException.ThrowIfNullOrEmpty(cacheFolder);
        return encoder is ITokenEncoder tokens ? new WithTokens(tokens, cacheFolder) : new CachedTextEncoder(encoder, cacheFolder);
    }

    private int RecordBytes => KeyBytes + 1 + (Space.Dimension * sizeof(float)); // key, truncated, vector

    /// <inheritdoc/>
    public async ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        UInt128[] keys = [.. texts.Select(KeyOf)];
        foreach (int[] chunk in Missing(keys).Chunk(TextsPerFile))
        {
            EmbeddingBatch vectors = await encoder.EncodeAsync([.. chunk.Select(i => texts[i])], cancellationToken).ConfigureAwait(false);
            Add(vectors, [.. chunk.Select(i => keys[i])]);
        }

        return Collect(keys, tokens: null);
    }

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();

    // Keeps the vectors that are new, one of each text.
    private void Add(EmbeddingBatch vectors, UInt128[] keys)
    {
        (UInt128 Key, Cached Vector)[] added =
            [.. Missing(keys).Select(i => (keys[i], new Cached(vectors[i].ToArray(), vectors.IsTruncated(i))))];
        if (added.Length == 0)
        {
            return;
        }

        Write(added);
        lock (gate)
        {
            foreach ((UInt128 key, Cached vector) in added)
            {
                known[key] = vector;
            }
        }
    }

    private EmbeddingBatch Collect(UInt128[] keys, TokenStates[]? tokens)
    {
        float[] all = new float[keys.Length * Space.Dimension];
        bool[] truncated = new bool[keys.Length];
        lock (gate)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                Cached cached = known[keys[i]];
                cached.Vector.CopyTo(all, i * Space.Dimension);
                truncated[i] = cached.Truncated;
            }
        }

        return new EmbeddingBatch(all, Space.Dimension, truncated, tokens);
    }

    // The first position of each text not yet known.
    private List<int> Missing(UInt128[] keys)
    {
        var missing = new List<int>();
        var seen = new HashSet<UInt128>();
        lock (gate)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                if (!known.ContainsKey(keys[i]) && seen.Add(keys[i]))
                {
                    missing.Add(i);
                }
            }
        }

        return missing;
    }

    private static UInt128 KeyOf(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));

    private void Read(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        if (content.Length % RecordBytes != 0 || NameOf(content) != Path.GetFileNameWithoutExtension(file))
        {
            return;
        }

        for (int at = 0; at < content.Length; at += RecordBytes)
        {
            ReadOnlySpan<byte> record = content.AsSpan(at, RecordBytes);
            known[MemoryMarshal.Read<UInt128>(record)] =
                new Cached(MemoryMarshal.Cast<byte, float>(record[(KeyBytes + 1)..]).ToArray(), record[KeyBytes] != 0);
        }
    }

    private void Write((UInt128 Key, Cached Vector)[] added)
    {
        byte[] content = new byte[added.Length * RecordBytes];
        for (int i = 0; i < added.Length; i++)
        {
            Span<byte> record = content.AsSpan(i * RecordBytes, RecordBytes);
            MemoryMarshal.Write(record, added[i].Key);
            record[KeyBytes] = added[i].Vector.Truncated ? (byte)1 : (byte)0;
            MemoryMarshal.AsBytes<float>(added[i].Vector.Vector).CopyTo(record[(KeyBytes + 1)..]);
        }

        using var file = new AtomicFile(Path.Combine(folder, NameOf(content) + ".vectors"), sweeps: false);
        file.Stream.Write(content);
        file.Commit(durable: false); // the name detects a damaged file
    }

    private static string NameOf(byte[] content) => Convert.ToHexStringLower(XxHash128.Hash(content));

    private sealed record Cached(float[] Vector, bool Truncated);

    // States are large and only asked for where a listing is read, so they are computed each time; the vectors are still the cache's.
    private sealed class WithTokens(ITokenEncoder tokens, string cacheFolder) : CachedTextEncoder(tokens, cacheFolder), ITokenEncoder
    {
        /// <inheritdoc/>
        public int StateSize => tokens.StateSize;

        /// <inheritdoc/>
        public SpanReader? Reader => tokens.Reader;

        /// <inheritdoc/>
        public async ValueTask<EmbeddingBatch> EncodeTokensAsync(
            IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            EmbeddingBatch batch = await tokens.EncodeTokensAsync(texts, cancellationToken).ConfigureAwait(false);
            UInt128[] keys = [.. texts.Select(KeyOf)];
            Add(batch, keys);
            return Collect(keys, [.. Enumerable.Range(0, batch.Count).Select(i => batch.TokensOf(i)!)]);
        }
    }
}
