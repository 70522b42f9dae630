namespace EpmRl.Retrieval.Storage;

/// <summary>Another process writes the file or folder; the message names it. Nothing was changed, and a later try may succeed.</summary>
public sealed class InUseException : IOException
{
    /// <summary>Names the file in use and its user.</summary>
    public InUseException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    internal static InUseException Of(string path, LockHolder? holder) => new(
        $"{path} is being written by {holder?.ToString() ?? "another process"}. Wait until it is done, or stop it.");
}
