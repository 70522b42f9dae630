namespace EpmRl.Retrieval.Training.Generative;

/// <summary>What one step of a run showed.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Reward">Mean reward of its answers; null in supervised stages.</param>
/// <param name="Right">Share of its answers whose verdict is right, in [0, 1]; null in supervised stages.</param>
/// <param name="Parsed">Share that follows the form, in [0, 1]; null in supervised stages.</param>
/// <param name="Flat">Share of prompts whose answers all earned the same, and so taught nothing; null in supervised stages.</param>
/// <param name="Drift">
/// Mean absolute difference of the sampled and the trained log-probability of a token, in nats; null in supervised stages.
/// </param>
/// <param name="Tokens">Mean length of the answers.</param>
internal sealed record GenerativePoint(
    int Step, double Loss, double? Reward = null, double? Right = null, double? Parsed = null, double? Flat = null, double? Drift = null,
    double? Tokens = null);
