using Xunit;

namespace EpmRl.Retrieval.TestKit;

/// <summary>Wrong contents of a JSON file, and the requirements on the error messages about them.</summary>
public static class BrokenJson
{
    // Words of the runtime's own messages, which do not help a user with a wrong file.
    private static readonly string[] RuntimeWords =
    [
        "given key", "requested operation", "JsonElement", "JsonTokenType", "LineNumber", "BytePosition", "Path: $", "System.",
        "deserializ", ".NET",
        "could not be converted", "Object reference", "Sequence contains", "Value cannot be null", "JSON tokens", "Index was out",
    ];

    /// <summary>Writes each wrong content into a file and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="good">The right content, which is read first.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="advice">The advice that every message must contain.</param>
    /// <param name="fine">Contents that may be accepted.</param>
    public static async Task IsRefusedInOurWordsAsync(string path, string good, Func<Task> read, string advice, params string[] fine)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, good);
        await read();
        foreach (string content in (string[])[
            "{}", "[]", "null", "1", "\"\"", "", good[..(good.Length / 2)], good[..good.TrimEnd().LastIndexOf(good.TrimEnd()[^1])]])
        {
            File.WriteAllText(path, content);
            string what = $"{Path.GetFileName(path)} holding '{(content.Length > 60 ? content[..60] + "…" : content)}'";
            Exception? refused = await Record.ExceptionAsync(read);
            if (refused is null)
            {
                Assert.True(fine.Contains(content), $"{what} is read");
                continue;
            }

            Assert.True(refused.GetType().Namespace!.StartsWith("EpmRl.", StringComparison.Ordinal), $"{what} gives {refused}");
            Check(what, path, refused.Message, advice);
        }

        File.WriteAllText(path, good);
    }

    /// <summary>Checks a message about a wrong file.</summary>
    public static void Check(string what, string path, string message, string advice)
    {
        Assert.True(message.Contains(Path.GetFileName(path), StringComparison.Ordinal), $"{what}, the file is not named: {message}");
        Assert.True(message.Contains(advice, StringComparison.Ordinal), $"{what}, no advice: {message}");
        string[] runtime = [.. RuntimeWords.Where(word => message.Contains(word, StringComparison.OrdinalIgnoreCase))];
        Assert.True(runtime.Length == 0, $"{what}, a runtime's words ({string.Join(", ", runtime)}): {message}");
    }
}
