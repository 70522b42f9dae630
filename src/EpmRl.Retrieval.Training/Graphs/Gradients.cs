namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>Reverse-mode differentiation: gradients are tensors of the same symbolic graph.</summary>
internal static class Gradients
{
    /// <summary>The gradient of a scalar by each of some tensors.</summary>
    /// <param name="loss">One element.</param>
    /// <param name="by">Inputs or results.</param>
    /// <returns>One gradient for each, of its shape.</returns>
    /// <exception cref="ArgumentException">The loss does not depend on one of them, or only through operators without gradient.</exception>
    public static Tensor[] Of(Tensor loss, IReadOnlyList<Tensor> by)
    {
        List<Operation> path = Dependent(loss, [.. by]);
        var gradients = new Dictionary<Tensor, Tensor> { [loss] = Op.Ones(loss) };
        for (int i = path.Count - 1; i >= 0; i--)
        {
            Operation operation = path[i];
            Tensor?[] outputs = [.. operation.Outputs.Select(output => gradients.GetValueOrDefault(output))];
            if (!operation.IsDifferentiable || outputs.All(output => output is null))
            {
                continue;
            }

            Tensor?[] inputs = operation.Gradients(outputs);
            for (int k = 0; k < inputs.Length; k++)
            {
                if (inputs[k] is Tensor gradient)
                {
                    Tensor input = operation.Inputs[k];
                    gradients[input] = gradients.TryGetValue(input, out Tensor? sum) ? sum + gradient : gradient;
                }
            }
        }

        return [.. by.Select(tensor => gradients.TryGetValue(tensor, out Tensor? gradient)
            ? gradient
            : throw new ArgumentException(
                $"The loss does not depend on {tensor}, so it has no gradient. Freeze it, or use it.", nameof(by)))];
    }

    // Operations between the tensors and the loss, operands first, without recursion: networks are deep.
    private static List<Operation> Dependent(Tensor loss, HashSet<Tensor> by)
    {
        var depends = new Dictionary<Operation, bool>();
        var path = new List<Operation>();
        var open = new Stack<(Operation Operation, int Next)>();
        if (loss.Source is not null)
        {
            open.Push((loss.Source, 0));
        }

        while (open.TryPop(out (Operation Operation, int Next) top))
        {
            Operation operation = top.Operation;
            int next = top.Next;
            while (next < operation.Inputs.Length && (operation.Inputs[next].Source is not Operation source || depends.ContainsKey(source)))
            {
                next++;
            }

            if (next < operation.Inputs.Length)
            {
                open.Push((operation, next + 1));
                open.Push((operation.Inputs[next].Source!, 0));
            }
            else if (!depends.ContainsKey(operation))
            {
                bool isOnPath = operation.Inputs.Any(input => by.Contains(input) || (input.Source is Operation source && depends[source]));
                depends[operation] = isOnPath;
                if (isOnPath)
                {
                    path.Add(operation);
                }
            }
        }

        return path;
    }
}
