using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The settings under one key of a configuration file.</summary>
/// <typeparam name="T">The options of the section.</typeparam>
/// <param name="name">The key.</param>
/// <param name="comment">The purpose of the options.</param>
/// <param name="settings">The settings, in the order in which they are written.</param>
internal sealed class Section<T>(string name, string comment, IReadOnlyList<Setting<T>> settings)
{
    /// <summary>The key.</summary>
    public string Name => name;

    /// <summary>Reads the section of a file.</summary>
    /// <param name="file">The file's keys.</param>
    /// <param name="options">The options for keys that the file lacks.</param>
    /// <param name="log">Receives problems.</param>
    public T Read(YamlFields file, T options, ProblemLog log)
    {
        if (file.IsMissing(name) || file.Map(name) is not { } map)
        {
            return options; // all settings of the section are commented out
        }

        var fields = new YamlFields(map, file.Path, $"'{name}'", log, [.. settings.Select(setting => setting.Key)]);
        return settings.Aggregate(options, (read, setting) => setting.Read(read, fields, log));
    }

    /// <summary>Writes the section, each setting below its description.</summary>
    public void Write(StringBuilder text, T options)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n# {comment}\n{name}:\n");
        foreach (Setting<T> setting in settings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  # {setting.Comment}\n  {setting.Key}: {setting.Write(options)}\n");
        }
    }
}
