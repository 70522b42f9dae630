using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Writes of points.</summary>
internal sealed class UpdateEndpoints(EndpointContext context)
{
    private const int DefaultTimeoutSeconds = 60;

    public static void Map(Router router, EndpointContext context)
    {
        UpdateEndpoints endpoints = new(context);
        const string points = "/collections/{collection}/points";
        endpoints.Map(router, "PUT", points, UpdateReader.Upsert);
        endpoints.Map(router, "POST", $"{points}/delete", UpdateReader.Delete);
        endpoints.Map(router, "POST", $"{points}/payload", UpdateReader.SetPayload);
        endpoints.Map(router, "PUT", $"{points}/payload", UpdateReader.OverwritePayload);
        endpoints.Map(router, "POST", $"{points}/payload/delete", UpdateReader.DeletePayload);
        endpoints.Map(router, "POST", $"{points}/payload/clear", UpdateReader.ClearPayload);
        endpoints.Map(router, "PUT", $"{points}/vectors", UpdateReader.UpdateVectors);
        endpoints.Map(router, "POST", $"{points}/vectors/delete", UpdateReader.DeleteVectors);
        router.MapSlow("POST", $"{points}/batch", endpoints.BatchAsync);
    }

    /// <summary>The answer to a write that is completed or acknowledged.</summary>
    public static EmulatorAnswer Done(ulong number, bool wait) => EmulatorAnswer.Result(Show(number, wait ? "completed" : "acknowledged"));

    private static JsonObject Show(ulong number, string status) => new() { ["operation_id"] = number, ["status"] = status };

    private void Map(Router router, string method, string path, Func<JsonItem, Update> read) =>
        router.MapSlow(method, path, async (request, stop) =>
    {
        request.CheckParameters();
        Update update = request.Update ?? read(request.JsonObject("struct"));
        return EmulatorAnswer.Result(await WriteAsync(request, update, stop).ConfigureAwait(false));
    });

    private async Task<EmulatorAnswer> BatchAsync(EmulatorRequest request, CancellationToken stop)
    {
        request.CheckParameters();
        IReadOnlyList<Update> updates = UpdateReader.Batch(request.JsonObject("UpdateOperations"));
        context.Server.Alone(() =>
        {
            Collection collection = context.Store.Get(request.Collection);
            foreach (Update update in updates)
            {
                context.StrictMode(collection).Check(update);
            }

            return true;
        });
        JsonArray results = [];
        foreach (Update update in updates)
        {
            results.Add(await WriteAsync(request, update, stop).ConfigureAwait(false));
        }

        return EmulatorAnswer.Result(results);
    }

    private async Task<JsonObject> WriteAsync(EmulatorRequest request, Update update, CancellationToken stop)
    {
        (ulong number, bool isStuck) = context.Server.Alone(() => Write(request, update));
        if (!isStuck)
        {
            return Show(number, request.Wait ? "completed" : "acknowledged");
        }

        double seconds = (request.Timeout ?? DefaultTimeoutSeconds) * context.Store.Settings.TimeoutScale;
        await Task.Delay(TimeSpan.FromSeconds(seconds), stop).ConfigureAwait(false);
        return Show(number, "wait_timeout");
    }

    /// <summary>Does a write.</summary>
    /// <returns>Its number, and whether a writer who waits will not see its end: where points stay hidden and no optimizer works.</returns>
    private (ulong Number, bool IsStuck) Write(EmulatorRequest request, Update update)
    {
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).Check(update);
        context.StrictMode(collection).CheckTimeout(request.Timeout);

        // The server looks at sizes before it looks at the key.
        update.Check(collection);
        request.DemandWrite();
        ulong number = collection.Execute(update, request.Wait);
        if (!request.Wait || collection.Segments.Deferred().Count == 0)
        {
            return (number, false);
        }

        if (!collection.Config.OptimizersAreOn)
        {
            return (number, true);
        }

        collection.Optimizer.Finish();
        return (number, false);
    }
}
