using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Aliases. The actions of a call are done one after the other; those before a failing one stay done.</summary>
internal sealed class AliasEndpoints(EndpointContext context)
{
    public static void Map(Router router, EndpointContext context)
    {
        AliasEndpoints endpoints = new(context);
        router.Map("GET", "/aliases", _ => endpoints.List(null));
        router.Map("GET", "/collections/{collection}/aliases", request => endpoints.List(request.Collection));
        router.Map("POST", "/collections/aliases", endpoints.Change);
    }

    private static Action<Store> ReadAction(JsonItem item)
    {
        if (item["create_alias"] is { } create && create["collection_name"] is { } collection && create["alias_name"] is { } alias)
        {
            return store => store.SetAlias(alias.Text, collection.Text);
        }

        if (item["delete_alias"]?["alias_name"] is { } gone)
        {
            return store => store.DeleteAlias(gone.Text);
        }

        if (item["rename_alias"] is { } rename && rename["old_alias_name"] is { } from && rename["new_alias_name"] is { } to)
        {
            return store => store.RenameAlias(from.Text, to.Text);
        }

        throw FormatFault.NoVariant("AliasOperations", item);
    }

    private EmulatorAnswer List(string? collection) => EmulatorAnswer.Result(new JsonObject
    {
        ["aliases"] = new JsonArray([.. context.Store.Aliases
            .Where(pair => collection is null || pair.Value == collection)
            .Select(pair => new JsonObject { ["alias_name"] = pair.Key, ["collection_name"] = pair.Value })]),
    });

    private EmulatorAnswer Change(EmulatorRequest request)
    {
        request.CheckAdministrationTimeout();
        JsonItem body = request.JsonObject("ChangeAliasesOperation");
        JsonItem list = body["actions"] ?? throw FormatFault.MissingField("actions", body);
        List<Action<Store>> actions = [.. list.Elements.Select(ReadAction)];
        request.DemandWrite();
        foreach (Action<Store> action in actions)
        {
            action(context.Store);
        }

        return EmulatorAnswer.Result(true);
    }
}
