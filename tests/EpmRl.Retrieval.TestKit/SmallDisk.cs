using System.Diagnostics;
using Xunit;

namespace EpmRl.Retrieval.TestKit;

/// <summary>
/// A file system in memory of a few megabytes, which a test fills up. Skips the test if the system does not allow mounting one.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const string FillerName = "filler";

    private readonly ScratchFolder folder = new();

    /// <summary>Mounts it.</summary>
    public SmallDisk(int mebibytes)
    {
        int code = -1;
        if (OperatingSystem.IsLinux())
        {
            using Process mount = Process.Start(new ProcessStartInfo(
                "mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder.Path]) { RedirectStandardError = true })!;
            mount.WaitForExit();
            code = mount.ExitCode;
        }

        if (code != 0)
        {
            folder.Dispose();
            Assert.Skip("This system does not let the test mount a tmpfs (it needs root).");
        }
    }

    /// <summary>Its folder.</summary>
    public string Path => folder.Path;

    /// <summary>Fills the disk except for some space.</summary>
    public void Fill(int free)
    {
        using var filler =
            new FileStream(System.IO.Path.Combine(Path, FillerName), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[1 << 16, 4096])
        {
            try
            {
                for (byte[] block = new byte[size]; ; filler.Write(block))
                {
                }
            }
            catch (IOException)
            {
                // Full to less than a block.
            }
        }

        filler.SetLength(Math.Max(0, filler.Length - free));
    }

    /// <summary>Frees the space.</summary>
    public void Free() => File.Delete(System.IO.Path.Combine(Path, FillerName));

    /// <summary>Every file except the filler, with its content.</summary>
    public Dictionary<string, byte[]> Contents() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Where(file => System.IO.Path.GetFileName(file) != FillerName)
        .ToDictionary(file => System.IO.Path.GetRelativePath(Path, file), File.ReadAllBytes, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Start("umount", ["-l", folder.Path]).WaitForExit();
        folder.Dispose();
    }
}
