using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Reads a folder of context frames: one file for each language, <c>de.yaml</c>.</summary>
internal static class ContextFrames
{
    private static readonly string[] Keys =
        ["language", "fillers", "closings", "sentences", "makers", "attributes", "units", "words", "frames"];

    private static readonly Dictionary<string, ProfileField> Fields = new(StringComparer.Ordinal)
    {
        ["title"] = ProfileField.Title,
        ["description"] = ProfileField.Description,
    };

    /// <summary>Reads every file of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileFormatException">A file is invalid, or there is none. Carries every problem.</exception>
    public static IReadOnlyList<ContextLanguage> Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var log = new ProblemLog();
        string[] paths = [];
        try
        {
            paths = [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)];
            if (paths.Length == 0)
            {
                log.Error(folder, 0, "The folder has no context frames. Expected a file for each language, such as en.yaml.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(folder, 0, $"The folder of context frames cannot be read: {e.Message}");
        }

        List<ContextLanguage> languages = [.. paths.Select(path => Read(path, log)).OfType<ContextLanguage>()];
        log.ThrowIfErrors();
        return languages;
    }

    private static ContextLanguage? Read(string path, ProblemLog log)
    {
        if (YamlFile.Read(path, log) is not { } map)
        {
            return null;
        }

        string name = Path.GetFileNameWithoutExtension(path);
        var fields = new YamlFields(map, path, $"file '{name}'", log, Keys);
        string language = fields.RequiredText("language", name);
        if (language.Length > 0 && language != name)
        {
            log.Error(
                path, fields.LineOf("language"), $"The file is named '{name}' but its language is '{language}'. Give both the same name.");
        }

        IReadOnlyList<string> sentences = Required("sentences");
        foreach (string sentence in sentences.Where(sentence => !sentence.Contains("{more}", StringComparison.Ordinal)))
        {
            log.Error(path, fields.LineOf("sentences"), $"The sentence '{sentence}' has no place for values. Expected {{more}} in it.");
        }

        return new ContextLanguage(
            language,
            new ListingWords(Required("fillers"), Required("closings"), sentences),
            Texts(fields.Texts("makers") ?? []).Select(TextKey.Of).ToHashSet(StringComparer.Ordinal),
            Lists("attributes").ToDictionary(list => TextKey.Of(list.Key), list => Texts(list.Words), StringComparer.Ordinal),
            Lists("units").ToDictionary(list => list.Key, list => Texts(list.Words), StringComparer.Ordinal),
            Lists("words").SelectMany(list => list.Words).DistinctBy(word => TextKey.Of(word.Text), StringComparer.Ordinal)
                .ToDictionary(word => TextKey.Of(word.Text), word => word.Text, StringComparer.Ordinal),
            Frames(fields, path, log));

        IReadOnlyList<string> Required(string key)
        {
            IReadOnlyList<YamlText>? texts = fields.Texts(key);
            if (texts is { Count: > 0 })
            {
                return Texts(texts);
            }

            if (!fields.Has(key) || texts is not null)
            {
                log.Error(path, fields.LineOf(key), $"The file '{name}' has no '{key}'. Expected a list with one text or more.");
            }

            return [];
        }

        IReadOnlyList<(string Key, IReadOnlyList<YamlText> Words)> Lists(string key)
        {
            if (fields.Map(key) is not { } lists)
            {
                return [];
            }

            string[] keys = [.. lists.Entries.Select(entry => entry.Key.Text)];
            var own = new YamlFields(lists, path, $"'{key}'", log, keys);
            return [.. keys.DistinctBy(TextKey.Of).Select(each => (each, own.Texts(each) ?? []))];
        }
    }

    private static IReadOnlyList<string> Texts(IReadOnlyList<YamlText> texts) => [.. texts.Select(text => text.Text)];

    private static List<ContextFrame> Frames(YamlFields file, string path, ProblemLog log)
    {
        var frames = new List<ContextFrame>();
        if (!file.Has("frames"))
        {
            log.Error(path, 0, "The file has no 'frames'. Expected a map of kinds, each with a list of frames.");
        }

        if (file.Map("frames") is not { } kinds)
        {
            return frames;
        }

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var fields = new YamlFields(kinds, path, "'frames'", log, [.. FrameKinds.ByWord.Keys]);
        foreach ((string word, FrameKind kind) in FrameKinds.ByWord)
        {
            foreach (YamlNode node in fields.List(word)?.Items ?? [])
            {
                if (node is not YamlMap map)
                {
                    log.Error(path, node.Line, $"Expected a frame of kind '{word}', {{id: …, stated: …, twin: …}}, found {node.Kind}.");
                }
                else if (Frame(map, kind, path, log) is { } frame)
                {
                    if (!lines.TryAdd(frame.Id, map.Line))
                    {
                        log.Error(path, map.Line, $"The frame '{frame.Id}' is listed again, first on line {lines[frame.Id]}. Rename one.");
                    }

                    frames.Add(frame);
                }
            }
        }

        return frames;
    }

    private static ContextFrame? Frame(YamlMap map, FrameKind kind, string path, ProblemLog log)
    {
        string id = map.Entries.FirstOrDefault(entry => entry.Key.Text == "id").Value is YamlText text ? text.Text : "";
        var fields = new YamlFields(map, path, $"frame '{id}'", log, ["id", "in", "takes", "stated", "twin"]);
        id = fields.RequiredText("id", "without-1");
        if (kind == FrameKind.Plain && fields.Has("twin"))
        {
            log.Error(path, fields.LineOf("twin"), $"Frame '{id}' is plain but has a twin. Remove it, or list the frame under its kind.");
        }

        FrameTemplate? stated = Template("stated", "with {value}");
        FrameTemplate? twin = kind == FrameKind.Plain ? null : Template("twin", "without {value}");
        ProfileField? field = fields.Has("in") ? fields.Choice("in", Fields) : ProfileField.Description;
        IReadOnlyList<YamlText> takes = fields.Texts("takes") ?? [];
        return id.Length == 0 || stated is null || field is null || (twin is null && kind != FrameKind.Plain)
            ? null
            : new ContextFrame(id, kind, field.Value, Texts(takes), stated, twin);

        FrameTemplate? Template(string key, string example) =>
            fields.RequiredText(key, $"'{example}'") is { Length: > 0 } wording
                ? FrameTemplate.Parse(wording, new Place(path, fields.LineOf(key)), $"Frame '{id}': '{key}'", log)
                : null;
    }
}
