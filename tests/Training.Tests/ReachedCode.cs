using Mono.Cecil;

namespace SiameseSweep.Training.Tests;

/// <summary>
/// The methods that an assembly's methods call, in itself and in TorchSharp, read from the compiled code: neither <c>a + b</c> nor
/// <c>x.sum()</c> shows what TorchSharp
/// does for it.
/// </summary>
internal sealed class ReachedCode : IDisposable
{
    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly ModuleDefinition _module;

    public ReachedCode(string assembly)
    {
        _resolver.AddSearchDirectory(Path.GetDirectoryName(assembly));
        _resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        _module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = _resolver });
    }

    /// <summary>Every method that is reached from some of the assembly's own, these included, with one way to it.</summary>
    /// <param name="begin">Where to begin.</param>
    /// <param name="enter">Whether what a method calls is looked at too; all methods when left out.</param>
    public IEnumerable<(MethodDefinition Method, string Path)> From(
        Func<MethodDefinition, bool> begin,
        Func<MethodDefinition, bool>? enter = null)
    {
        HashSet<string> seen = [];
        Queue<(MethodDefinition Method, string Path)> queue = new(
            _module.GetTypes().SelectMany(t => t.Methods).Where(begin).Select(m => (m, Name(m))));
        while (queue.TryDequeue(out (MethodDefinition Method, string Path) next))
        {
            if (!seen.Add(next.Method.FullName))
            {
                continue;
            }

            yield return next;
            if (!next.Method.HasBody || enter?.Invoke(next.Method) == false)
            {
                continue;
            }

            foreach (MethodReference call in Calls(next.Method).Where(IsOurs))
            {
                if (call.Resolve() is { } called)
                {
                    queue.Enqueue((called, $"{next.Path} > {Name(called)}"));
                }
            }
        }
    }

    /// <summary>The methods that a method calls or makes a delegate of.</summary>
    public static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.HasBody ? method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>() : [];

    /// <summary>The type of a method; a lambda's methods count as the type's that it is written in.</summary>
    public static string TypeOf(MethodDefinition method)
    {
        TypeDefinition type = method.DeclaringType;
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName;
    }

    public void Dispose()
    {
        _module.Dispose();
        _resolver.Dispose();
    }

    private static string Name(MethodDefinition method) => $"{method.DeclaringType.Name}.{method.Name}";

    private bool IsOurs(MethodReference call) =>
        call.DeclaringType.Scope.Name is "TorchSharp" or "TorchSharp.dll" || call.DeclaringType.Resolve()?.Module == _module;
}
