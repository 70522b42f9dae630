namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A stage of training the generative matcher, each starting from the adapter of the one before.</summary>
internal enum GenerativeStage
{
    /// <summary>Supervised: answers written from labels and aligned evidence are learned word for word.</summary>
    Supervised,

    /// <summary>Rejection sampling: the best of several own answers under the reward is learned.</summary>
    Rejection,

    /// <summary>Reinforcement: own answers are made likelier or less likely by their reward (EPM-RL, arXiv:2604.23993).</summary>
    Reinforcement,
}
