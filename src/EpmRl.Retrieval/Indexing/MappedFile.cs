using System.IO.MemoryMappedFiles;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A file mapped into memory for reading. Safe for concurrent readers, even if disposed during a read.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file, which holds at least <paramref name="bytes"/> bytes.</param>
    /// <param name="bytes">Number of bytes to map.</param>
    public MappedFile(string path, long bytes)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            view = file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The first bytes of the file.</summary>
    public byte[] Beginning(int bytes)
    {
        using Held held = Hold();
        return new ReadOnlySpan<byte>(held.Start, bytes).ToArray();
    }

    /// <summary>Holds the mapping open until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public Held Hold() => new(view);

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    /// <summary>The mapped bytes, valid while they are held.</summary>
    internal readonly ref struct Held
    {
        private readonly MemoryMappedViewAccessor view;

        public Held(MemoryMappedViewAccessor view)
        {
            this.view = view;
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Start = pointer + view.PointerOffset;
        }

        /// <summary>The file's first byte.</summary>
        public byte* Start { get; }

        public void Dispose() => view.SafeMemoryMappedViewHandle.ReleasePointer();
    }
}
