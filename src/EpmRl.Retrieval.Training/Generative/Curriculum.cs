using System.Text.Json;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// Chooses the prompts of reinforcement: those on which the model is not sure and right already, and a share of the easy ones. Prompts
/// whose answers all earn the same teach nothing.
/// </summary>
internal static class Curriculum
{
    private const string FileName = "curriculum.json";
    private const double Sure = 0.95; // probability of the right verdict
    private const int Choosing = 61;

    /// <summary>Chooses, or reads what an interrupted run chose.</summary>
    /// <param name="folder">The run's folder, in which the choice is kept.</param>
    /// <param name="pairs">The pairs to choose from.</param>
    /// <param name="ask">Asks the model about pairs.</param>
    /// <param name="options">How many easy ones are kept.</param>
    /// <param name="say">Receives a line.</param>
    /// <exception cref="TrainingException">The file of an interrupted run is damaged.</exception>
    public static IReadOnlyList<GenerativePair> Choose(
        string folder, IReadOnlyList<GenerativePair> pairs, Func<IReadOnlyList<GenerativePair>, IReadOnlyList<MeasuredAnswer>> ask,
        GenerativeTrainingOptions options, Action<string> say)
    {
        string path = Path.Combine(folder, FileName);
        int[] chosen = File.Exists(path) ? Read(path, pairs.Count) : Chosen(pairs, ask(pairs), options);
        AtomicFile.Write(path, JsonSerializer.Serialize(chosen) + "\n");
        say($"{chosen.Length:N0} of {pairs.Count:N0} pairs are asked about: those of which the model is not sure and right, and "
            + $"{options.EasyShare:P0} easy ones beside.");
        return [.. chosen.Select(place => pairs[place])];
    }

    /// <summary>The places of the pairs that are asked about.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="answers">The model's answer about each.</param>
    /// <param name="options">How many easy ones are kept.</param>
    internal static int[] Chosen(
        IReadOnlyList<GenerativePair> pairs, IReadOnlyList<MeasuredAnswer> answers, GenerativeTrainingOptions options)
    {
        int[] hard = [.. Enumerable.Range(0, pairs.Count).Where(i => IsOpen(pairs[i], answers[i]))];
        int[] easy = [.. Enumerable.Range(0, pairs.Count).Except(hard)];
        Random random = Seeds.Random(options.Seed, Choosing);
        random.Shuffle(easy);
        int kept = hard.Length == 0 ? easy.Length : (int)Math.Ceiling(options.EasyShare * hard.Length);
        return [.. hard.Concat(easy.Take(kept)).Order()];
    }

    // Being sure and wrong counts: the verdict follows from reasons, of which other samples may find better ones.
    private static bool IsOpen(GenerativePair pair, MeasuredAnswer answer) =>
        !answer.IsParsed || (pair.IsSame ? answer.Same : 1 - answer.Same) <= Sure;

    private static int[] Read(string path, int count)
    {
        try
        {
            int[]? chosen = JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path));
            if (chosen is not null && chosen.All(place => place >= 0 && place < count))
            {
                return chosen;
            }
        }
        catch (JsonException)
        {
            // Reported below, with what to do.
        }

        throw new TrainingException(
            $"{path}: expected a list of numbers from 0 to {count - 1}. The run is damaged: remove its folder and train again.");
    }
}
