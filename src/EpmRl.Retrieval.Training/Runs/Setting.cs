using System.Globalization;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>One key of a configuration file: how it is read, written and explained.</summary>
/// <typeparam name="T">The options it is a part of.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Comment">Its effect and its allowed values, for people.</param>
/// <param name="Write">Its value as YAML.</param>
/// <param name="Read">The options with the value of the file, if it has one. Problems are logged.</param>
internal sealed record Setting<T>(string Key, string Comment, Func<T, string> Write, Func<T, YamlFields, ProblemLog, T> Read);

/// <summary>Creates settings by the type of their values.</summary>
internal static class Setting
{
    private const string None = "none";

    /// <summary>A whole number, from least to most.</summary>
    public static Setting<T> Whole<T>(
        string key, string comment, Func<T, int> get, Func<T, int, T> set, int least = 1, int most = int.MaxValue) => new(
        key, comment,
        options => get(options).ToString(CultureInfo.InvariantCulture),
        (options, fields, _) => fields.Whole(key, least, most) is { } value ? set(options, value) : options);

    /// <summary>A number, from least to most; least itself only if it is included.</summary>
    public static Setting<T> Number<T>(
        string key, string comment, Func<T, double> get, Func<T, double, T> set, double least = 0, double most = double.MaxValue,
        bool above = false) => new(
            key, comment,
            options => YamlOut.Number(get(options)),
            (options, fields, log) => Number(fields, key, least, most, above, log) is { } value ? set(options, value) : options);

    /// <summary>A number as in <see cref="Number{T}"/>, or <c>none</c>.</summary>
    public static Setting<T> NumberOrNone<T>(
        string key, string comment, Func<T, double?> get, Func<T, double?, T> set, double least = 0, double most = double.MaxValue,
        bool above = false) => new(
            key, comment,
            options => get(options) is { } value ? YamlOut.Number(value) : None,
            (options, fields, log) => fields.IsText(key, None) ? set(options, null)
                : Number(fields, key, least, most, above, log) is { } value ? set(options, value) : options);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static Setting<T> Flag<T>(string key, string comment, Func<T, bool> get, Func<T, bool, T> set) => new(
        key, comment,
        options => get(options) ? "true" : "false",
        (options, fields, _) => fields.Flag(key) is { } value ? set(options, value) : options);

    /// <summary>One of a few words.</summary>
    public static Setting<T> Choice<T, TChoice>(
        string key, string comment, Func<T, TChoice> get, Func<T, TChoice, T> set, IReadOnlyDictionary<string, TChoice> choices)
        where TChoice : struct => new(
            key, comment,
            options => choices.First(choice => EqualityComparer<TChoice>.Default.Equals(choice.Value, get(options))).Key,
            (options, fields, _) => fields.Choice(key, choices) is { } value ? set(options, value) : options);

    private static double? Number(YamlFields fields, string key, double least, double most, bool above, ProblemLog log)
    {
        if (fields.Number(key) is not { } value)
        {
            return null;
        }

        if (value <= most && (above ? value > least : value >= least))
        {
            return value;
        }

        string range = string.Create(
            CultureInfo.InvariantCulture, $"a number {(above ? "above" : "from")} {least}{(most < double.MaxValue ? $" to {most}" : "")}");
        log.Error(fields.Path, fields.LineOf(key), string.Create(CultureInfo.InvariantCulture, $"'{key}' is {value}. Expected {range}."));
        return null;
    }
}
