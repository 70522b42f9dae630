using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Identification;

public sealed class CalibrationFitterTests
{
    [Fact]
    public void Fit_finds_the_curve_that_the_labels_were_drawn_from()
    {
        CalibrationCurve curve = CalibrationFitter.Fit("s", Drawn("a", 20_000, slope: 2, intercept: -1)).Attributes["a"];

        Assert.InRange(curve.Slope, 1.9, 2.1);
        Assert.InRange(curve.Intercept, -1.1, -0.9);
        Assert.Equal(20_000, curve.Samples);
    }

    [Fact]
    public void Fit_sets_the_threshold_of_maximum_F1()
    {
        // Scores that are probabilities, evenly spread: F1 from t on is (1 - t²) / (2 - t), greatest at 2 - √3.
        CalibrationSample[] samples = Drawn("a", 20_000, slope: 1, intercept: 0);

        Assert.InRange(CalibrationFitter.Fit("s", samples).Attributes["a"].Threshold, 0.25, 0.29);
    }

    [Fact]
    public void Fit_requires_the_same_probability_of_every_attribute_because_their_answers_count_equally()
    {
        Calibration calibration = CalibrationFitter.Fit(
            "s", [.. Drawn("timid", 5_000, slope: 1, intercept: 2), .. Drawn("bold", 5_000, slope: 1, intercept: -2)]);

        CalibrationCurve timid = calibration.Attributes["timid"];
        CalibrationCurve bold = calibration.Attributes["bold"];
        Assert.Equal(timid.Probability(timid.Threshold), bold.Probability(bold.Threshold), 6);
        Assert.True(timid.Threshold < bold.Threshold);
    }

    [Fact]
    public void Fit_answers_less_when_a_precision_is_demanded_and_nothing_when_it_cannot_be_had()
    {
        CalibrationSample[] samples =
            [Sample("a", 0.9, true), Sample("a", 0.8, true), Sample("a", 0.7, false), Sample("a", 0.6, true), Sample("a", 0.5, true)];
        CalibrationSample[] hopeless = [Sample("a", 0.9, false), Sample("a", 0.8, true)];

        Assert.True(CalibrationFitter.Fit("s", samples).Attributes["a"].Threshold <= 0.5);
        Assert.Equal(0.75, CalibrationFitter.Fit("s", samples, new() { Precision = 0.9 }).Attributes["a"].Threshold, 12);
        Assert.True(CalibrationFitter.Fit("s", hopeless, new() { Precision = 0.9 }).Attributes["a"].Threshold > 1);
    }

    [Fact]
    public void Fit_leans_on_the_kind_where_labels_are_few_and_on_the_attribute_where_they_are_many()
    {
        CalibrationSample[] crowd = Drawn("many", 2_000, slope: 2, intercept: 0);
        CalibrationSample[] samples = [.. crowd, Sample("few", 0.9, false)]; // by itself it says: never answer

        Calibration calibration = CalibrationFitter.Fit("s", samples);

        CalibrationCurve kind = calibration.Kinds[AttributeKind.Categorical];
        Assert.Equal(kind.Slope, calibration.Attributes["many"].Slope, 0.5);
        Assert.True(calibration.Attributes["few"].Slope > 0.2, "One unlucky label must not turn the curve.");
        Assert.InRange(calibration.Attributes["few"].Threshold, kind.Threshold - 0.2, kind.Threshold + 0.2);
    }

    [Fact]
    public void Fit_never_claims_certainty_nor_a_falling_curve()
    {
        Calibration certain = CalibrationFitter.Fit("s", [Sample("a", 0.9, true), Sample("a", 0.8, true)]);
        Calibration falling = CalibrationFitter.Fit("s", [Sample("a", 0.9, false), Sample("a", 0.1, true)]);

        Assert.True(certain.Attributes["a"].Probability(0.9) < 0.99);
        Assert.Equal(0, falling.Attributes["a"].Slope);
        Assert.Equal(0.5, falling.Attributes["a"].Probability(0.9), 12);
    }

    [Fact]
    public void Fit_never_answers_without_a_candidate()
    {
        // Half the listings have a value that no channel proposed.
        CalibrationSample[] samples = [Sample("a", 0, false), Sample("a", 0, false), Sample("a", 0.3, true), Sample("a", 0.2, true)];

        Assert.InRange(CalibrationFitter.Fit("s", samples).Attributes["a"].Threshold, double.Epsilon, 0.2);
    }

    [Fact]
    public void Fit_takes_an_attribute_whose_kind_was_inferred_differently_as_one()
    {
        Calibration calibration = CalibrationFitter.Fit("s", [.. Drawn("a", 30, 2, 0), .. Drawn("a", 10, 2, 0, AttributeKind.Number)]);

        Assert.Equal(40, Assert.Single(calibration.Attributes).Value.Samples);
        Assert.Equal([30, 10], calibration.Kinds.OrderBy(kind => kind.Key).Select(kind => kind.Value.Samples));
    }

    [Fact]
    public void Fit_sends_answers_below_the_review_probability_to_people()
    {
        CalibrationCurve curve =
            CalibrationFitter.Fit("s", Drawn("a", 5_000, slope: 2, intercept: 0), new() { ReviewProbability = 0.8 }).Attributes["a"];

        Assert.Equal(0.8, curve.Probability(curve.ReviewBelow), 6);
        Assert.True(curve.ReviewBelow > curve.Threshold);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Fit_refuses_a_precision_out_of_range(double precision) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => CalibrationFitter.Fit("s", [Sample("a", 0.5, true)], new() { Precision = precision }));

    [Fact]
    public void A_calibration_is_the_same_after_saving_and_loading()
    {
        using var folder = new ScratchFolder();
        Calibration calibration =
            CalibrationFitter.Fit("space-1", [.. Drawn("color", 50, 5, -2), .. Drawn("width", 50, 3, -1, AttributeKind.Measurement)]);

        CalibrationFile.Save(calibration, folder["calibration.json"]);
        CalibrationFile.Save(calibration, folder["calibration.json"]);
        Calibration loaded = CalibrationFile.Load(folder["calibration.json"]);

        Assert.Equal(calibration.Space, loaded.Space);
        Assert.Equal(calibration.Attributes.OrderBy(a => a.Key), loaded.Attributes.OrderBy(a => a.Key));
        Assert.Equal(calibration.Kinds.OrderBy(k => k.Key), loaded.Kinds.OrderBy(k => k.Key));
        Assert.Equal("calibration.json", Path.GetFileName(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    [Theory]
    [InlineData("{", "it ends in the middle of the JSON")]
    [InlineData("[]", "is not a calibration")]
    [InlineData("""{"format": 9}""", "format 9")]
    [InlineData("""{"format": 1}""", "Fit the calibration again")]
    [InlineData("""{"format": 2, "space": "s", "kinds": {"colour": {}}, "attributes": {}}""", "no kind 'colour'")]
    [InlineData("""{"format": 2, "space": "s", "kinds": {}, "attributes": {"a": {"slope": 1, "samples": 1}}}""", "'attributes.a.intercept' is missing, expected a number")]
    [InlineData("""{"format": 2, "space": "s", "kinds": {}, "attributes": {"a": {"slope": 1e999, "samples": 1}}}""", "'attributes.a.slope' is the number 1e999, expected a finite number")]
    public void Load_refuses_what_is_not_a_calibration_and_says_why(string text, string message)
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("calibration.json", text);

        var refused = Assert.Throws<ModelFormatException>(() => CalibrationFile.Load(file));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    private static CalibrationSample Sample(string attribute, double score, bool right) =>
        new(attribute, AttributeKind.Categorical, score, right, true);

    private static CalibrationSample[] Drawn(
        string attribute, int count, double slope, double intercept, AttributeKind kind = AttributeKind.Categorical)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                double score = random.NextDouble();
                bool right = random.NextDouble() < 1 / (1 + Math.Exp(-((slope * Math.Log(score / (1 - score))) + intercept)));
                return new CalibrationSample(attribute, kind, score, right, true);
            }),
        ];
    }
}
