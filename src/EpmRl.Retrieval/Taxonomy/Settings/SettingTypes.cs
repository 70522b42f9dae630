using System.Globalization;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A text.</summary>
/// <param name="required">Whether it is required.</param>
internal sealed class TextType(bool required = false) : SettingType<string?>
{
    public override bool TryRead(SettingSource from, out string? value) => (value = from.Fields.Text(from.Key)) is not null;

    public override YamlNode NodeOf(string? value) => YamlText.Of(value!);

    public override void Write(ISettingWriter to, string? value) => to.Text(value);

    public override string? Load(ref SnapshotReader from) => required ? from.Text() : from.OptionalText();
}

/// <summary>A list of texts, each once.</summary>
internal sealed class TextsType : SettingType<IReadOnlyList<string>>
{
    public override bool TryRead(SettingSource from, out IReadOnlyList<string> value)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        IReadOnlyList<YamlText>? texts = from.Fields.Texts(from.Key);
        foreach (YamlText text in texts ?? [])
        {
            if (!seen.TryAdd(text.Text, text.Line))
            {
                from.Log.Error(from.Fields.Path, text.Line,
                    $"'{from.Key}' lists '{text.Text}' again, first on line {seen[text.Text]}. Remove one.");
            }
        }

        value = [.. seen.Keys];
        return texts is not null;
    }

    public override YamlNode NodeOf(IReadOnlyList<string> value) => YamlList.Of(value);

    public override void Write(ISettingWriter to, IReadOnlyList<string> value) => to.Texts(value);

    public override IReadOnlyList<string> Load(ref SnapshotReader from) => from.Texts();

    public override bool IsNothing(IReadOnlyList<string> value) => value.Count == 0;
}

/// <summary><c>true</c>, or <c>false</c> by default.</summary>
internal sealed class FlagType : SettingType<bool>
{
    public override bool IsFlag => true;

    public override bool TryRead(SettingSource from, out bool value)
    {
        bool? flag = from.Fields.Flag(from.Key);
        value = flag ?? false;
        return flag is not null;
    }

    public override YamlNode NodeOf(bool value) => YamlText.Plain(value ? "true" : "false");

    public override void Write(ISettingWriter to, bool value) => to.Flag(value);

    public override bool Load(ref SnapshotReader from) => from.Flag();
}

/// <summary>An integer.</summary>
/// <param name="least">The smallest.</param>
/// <param name="most">The largest.</param>
/// <param name="unbounded">A word for <see cref="int.MaxValue"/>; null for none.</param>
internal sealed class WholeType(int least, int most, string? unbounded = null) : SettingType<int>
{
    public override bool TryRead(SettingSource from, out int value)
    {
        bool isUnbounded = unbounded is not null && from.Fields.IsText(from.Key, unbounded);
        int? number = isUnbounded ? int.MaxValue : from.Fields.Whole(from.Key, least, most);
        value = number ?? 0;
        return number is not null;
    }

    public override YamlNode NodeOf(int value) =>
        value == int.MaxValue && unbounded is not null ? YamlText.Of(unbounded) : YamlText.Plain(YamlOut.Number(value));

    public override void Write(ISettingWriter to, int value) => to.Number(value);

    public override int Load(ref SnapshotReader from) => from.Number();
}

/// <summary>An integer, or none.</summary>
internal sealed class OptionalWholeType(int least, int most) : SettingType<int?>
{
    public override bool TryRead(SettingSource from, out int? value) => (value = from.Fields.Whole(from.Key, least, most)) is not null;

    public override YamlNode NodeOf(int? value) => YamlText.Plain(YamlOut.Number(value!.Value));

    public override void Write(ISettingWriter to, int? value) => to.Optional(value);

    public override int? Load(ref SnapshotReader from) => from.Optional();
}

/// <summary>One of several fixed words.</summary>
internal sealed class ChoiceType<T>(IReadOnlyDictionary<string, T> words) : SettingType<T>
    where T : struct, Enum
{
    public override bool TryRead(SettingSource from, out T value)
    {
        T? choice = from.Fields.Choice(from.Key, words);
        value = choice ?? default;
        return choice is not null;
    }

    public override YamlNode NodeOf(T value) => YamlText.Of(words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Key);

    public override void Write(ISettingWriter to, T value) => to.Choice(Convert.ToInt32(value, CultureInfo.InvariantCulture));

    public override T Load(ref SnapshotReader from)
    {
        int ordinal = from.Byte();
        var value = (T)Enum.ToObject(typeof(T), ordinal);
        return Enum.IsDefined(value) ? value : throw from.Damaged($"the unknown {typeof(T).Name} {ordinal}");
    }
}
