using System.Globalization;

namespace EpmRl.Retrieval.Tests.RoundTrip;

/// <summary>
/// Writes quantities in every way that listings do: number form × grouping × decimal mark × spelling × role × range × language.
/// </summary>
/// <param name="dimensions">What is measured.</param>
/// <param name="random">Seeded.</param>
internal sealed class TitleComposer(MeasuredDimension[] dimensions, Random random)
{
    // Larger unit, smaller unit, spellings of both that listings join.
    private static readonly (string Dimension, string Large, string Small, string[] Forms)[] Compounds =
    [
        ("length", "Feet", "Inches", [
            "{0}'{1}\"", "{0}' {1}\"", "{0} ft {1} in", "{0}ft {1}in", "{0} feet {1} inches", "{0}′ {1}″", "{0}-ft {1}-in"]),
        ("length", "Meters", "Centimeters", ["{0} m {1} cm", "{0}m {1}cm", "{0}m{1}cm"]),
        ("mass", "Pounds", "Ounces", ["{0} lb {1} oz", "{0} lbs {1} oz", "{0}lb {1}oz", "{0} pounds {1} ounces", "{0} lb. {1} oz."]),
        ("mass", "Kilograms", "Grams", ["{0} kg {1} g", "{0}kg {1}g"]),
        ("time", "Hours", "Minutes", [
            "{0} h {1} min", "{0}h {1}min", "{0}h{1}min", "{0} hrs {1} mins", "{0}時間{1}分", "{0}小时{1}分钟", "{0} Std. {1} Min.",
            "{0} godz. {1} min"]),
    ];

    public Composition Next()
    {
        Language language = Pick(Language.All);
        MeasuredDimension dimension = Pick(dimensions);
        MeasuredUnit unit = Pick(dimension.Units);
        double scale = dimension.Units.First(other => other.Own.Contains(dimension.Base)).Factor;
        bool foreign = unit.Foreign.Length > 0 && random.Next(2) == 0;
        string spelling = Pick(foreign ? unit.Foreign : unit.Own);
        string form = Pick(["single", "single", "single", "range", "tolerance", "compound", "bound"]);
        double factor = unit.Factor / scale;
        bool isAmbiguous = false;
        string text;
        double[] values;
        switch (form)
        {
            case "range":
                double low = Number(4);
                double high = low + Number(4);
                // A mark of inches or feet is at both ends or at the last.
                text = string.Format(
                    CultureInfo.InvariantCulture, Pick(language.Ranges), Write(low, language, ref isAmbiguous),
                    Write(high, language, ref isAmbiguous)) + Unit(spelling, language);
                values = [low * factor, high * factor];
                break;
            case "tolerance":
                double middle = Number(4);
                text = Write(middle, language, ref isAmbiguous)
                    + (random.Next(3) switch
                    {
                        0 => Pick([" ± ", "±", " +/- "]) + random.Next(1, 9) + Unit(spelling, language),
                        1 => Unit(spelling, language) + Pick([" ± ", " ±", " +/- "]) + random.Next(1, 9) + Unit(spelling, language),
                        _ => $" +{random.Next(1, 9)}/-{random.Next(1, 9)}" + Unit(spelling, language),
                    });
                values = [middle * factor];
                break;
            case "compound" when Compounds.Where(compound => compound.Dimension == dimension.Name).ToArray() is { Length: > 0 } compounds:
                (_, string large, string small, string[] forms) = Pick(compounds);
                MeasuredUnit first = dimension.Units.First(other => other.Name == large);
                MeasuredUnit second = dimension.Units.First(other => other.Name == small);
                int most = random.Next(1, 20);
                int least = random.Next(1, (int)Math.Round(first.Factor / second.Factor));
                text = string.Format(CultureInfo.InvariantCulture, Pick(forms), most, least);
                values = [((most * first.Factor) + (least * second.Factor)) / scale];
                foreign = false;
                break;
            case "bound":
                double end = Number(4);
                text = string.Format(CultureInfo.InvariantCulture, Pick(language.Most), Write(end, language, ref isAmbiguous))
                    + Unit(spelling, language);
                values = [end * factor];
                break;
            default:
                form = "single";
                if (unit.IsCustomary && random.Next(3) == 0)
                {
                    int whole = random.Next(1, 40);
                    (string half, double part) = Pick([("1/2", 0.5), ("1/4", 0.25), ("3/4", 0.75), ("3/8", 0.375), ("1/3", 1.0 / 3)]);
                    text = whole + Pick([" ", "-"]) + half + Unit(spelling, language);
                    values = [(whole + part) * factor];
                    break;
                }

                double number = Number(6);
                text = Write(number, language, ref isAmbiguous) + Unit(spelling, language);
                values = [number * factor];
                break;
        }

        string role = string.Format(CultureInfo.InvariantCulture, Pick(language.Roles), dimension.Roles[language.Index]);
        string before = Pick(language.Before);
        string title = before + (before.EndsWith(',') || !role.StartsWith(' ') ? " " : "") + role + text + Pick(language.Behind);
        return new Composition(title, dimension.Name, values, isAmbiguous, form, language.Name, foreign);
    }

    // Of up to so many digits, with decimals at times.
    private double Number(int digits)
    {
        int whole = random.Next(1, (int)Math.Pow(10, random.Next(1, digits)));
        return random.Next(3) == 0 && whole < 1000 ? whole + (random.Next(1, 100) / 100.0) : whole;
    }

    private string Write(double number, Language language, ref bool isAmbiguous)
    {
        string digits = number.ToString("0.##", CultureInfo.InvariantCulture);
        int point = digits.IndexOf('.');
        string whole = point < 0 ? digits : digits[..point];
        string group = Pick(language.Groups);
        if (whole.Length > 3 && group.Length > 0)
        {
            // One mark before three digits is a decimal mark elsewhere; a blank may be between two numbers.
            isAmbiguous |= point < 0 && (group is "." or "," || (group == " " && whole[^3] != '0'));
            for (int at = whole.Length - 3; at > 0; at -= 3)
            {
                whole = whole.Insert(at, group);
            }
        }

        return point < 0 ? whole : whole + language.Mark + digits[(point + 1)..];
    }

    private string Unit(string spelling, Language language) =>
        (spelling.Length == 1 && char.IsLetter(spelling[0]) && language.Name is "en"
            ? Pick(["", " "])
            : char.IsAsciiDigit(spelling[0]) ? " " : Pick(["", " ", " ", "\u00A0"])) + spelling;

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
