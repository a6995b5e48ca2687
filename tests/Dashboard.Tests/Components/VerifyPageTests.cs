using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Components.Verify;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class VerifyPageTests : DashboardContext
{
    private static readonly RunId Run = new("margins-7f3a", 0, 0, 0);

    [Fact]
    public void Faces_of_the_data_set_can_be_picked_instead_of_files()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForElement("optgroup");
        page.FindAll(".drop select")[0].Change("testing/p1/1.pgm");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".drop img")));
        page.FindAll(".drop select")[1].Change("testing/p1/2.pgm");
        page.WaitForAssertion(() => Assert.False(page.Find("button.button.main").HasAttribute("disabled")));
        page.Find("button.button.main").Click();
        page.WaitForElement(".verdict");
    }

    [Fact]
    public void Checkpoints_are_offered_the_best_first_with_what_they_are_best_by()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 6, 2);
        VerifyModel model = VerifyModel.Read(Record);
        Assert.True(model.Choices.Count > 2);
        Assert.Equal(model.Choices.Select(c => c.Value).Order(), model.Choices.Select(c => c.Value));
        Assert.EndsWith($", validation.eer {Format.Metric(model.Choices[0].Value)}", model.Choices[0].Label, StringComparison.Ordinal);
        Record.SweepRows[0] = Record.SweepRows[0] with { Goal = "maximize" };
        Assert.Equal(model.Choices.Select(c => c.Value).Reverse(), VerifyModel.Read(Record).Choices.Select(c => c.Value));
    }

    [Fact]
    public void While_another_face_is_on_its_way_the_one_before_is_not_compared_in_its_place()
    {
        List<int> given = [];
        TaskCompletionSource<byte[]?> coming = new();
        IRenderedComponent<FaceInput> input = Render<FaceInput>(p =>
            p.Add(f => f.Title, "First image")
                .Add(f => f.Faces, [new FaceEntry("testing/p1/1.pgm", "p1", true)])
                .Add(f => f.Fetch, _ => coming.Task)
                .Add(f => f.Changed, (byte[]? image) => given.Add(image?.Length ?? 0)));
        input.Find("select").Change("testing/p1/1.pgm");
        input.WaitForAssertion(() => Assert.Equal([0], given));
        coming.SetResult([1, 2, 3]);
        input.WaitForAssertion(() => Assert.Equal([0, 3], given));
    }

    [Fact]
    public void Of_two_faces_that_are_picked_one_after_the_other_the_last_one_counts_whichever_comes_last()
    {
        List<int> given = [];
        Dictionary<string, TaskCompletionSource<byte[]?>> coming = new() { ["a"] = new(), ["b"] = new() };
        IRenderedComponent<FaceInput> input = Render<FaceInput>(p =>
            p.Add(f => f.Title, "First image")
                .Add(f => f.Faces, [new FaceEntry("a", "p1", true), new FaceEntry("b", "p1", true)])
                .Add(f => f.Fetch, path => coming[path].Task)
                .Add(f => f.Changed, (byte[]? image) => given.Add(image?.Length ?? 0)));
        input.Find("select").Change("a");
        input.Find("select").Change("b");
        coming["b"].SetResult([1, 2]);
        input.WaitForAssertion(() => Assert.Equal(2, given[^1]));
        coming["a"].SetResult([1, 2, 3]);
        Assert.Throws<Bunit.Extensions.WaitForHelpers.WaitForFailedException>(() =>
            input.WaitForAssertion(() => Assert.Contains(3, given), TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void A_face_that_the_data_set_does_not_have_is_said()
    {
        IRenderedComponent<FaceInput> input = Render<FaceInput>(p =>
            p.Add(f => f.Title, "First image")
                .Add(f => f.Faces, [new FaceEntry("testing/p1/1.pgm", "p1", true)])
                .Add(f => f.Fetch, _ => Task.FromResult<byte[]?>(null)));
        input.Find("select").Change("testing/p1/1.pgm");
        input.WaitForAssertion(() => Assert.Contains("testing/p1/1.pgm", input.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))] // what Blazor throws when the browser cannot read it, as a file that was deleted since
    [InlineData(typeof(TimeoutException))]
    public async Task A_file_that_the_browser_cannot_read_is_said_and_the_page_lives_on(Type error)
    {
        IRenderedComponent<FaceInput> input = Render<FaceInput>(p => p.Add(f => f.Title, "First image"));
        await input.InvokeAsync(() =>
            input.FindComponent<InputFile>()
                .Instance.OnChange.InvokeAsync(
                    new InputFileChangeEventArgs([new BrokenFile((Exception)Activator.CreateInstance(error, "It cannot be read.")!)])));
        Assert.Contains(
            "folder.pgm could not be read: It cannot be read.",
            input.Find("[role=alert]").TextContent,
            StringComparison.Ordinal);
        await input.InvokeAsync(() => input.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs([])));
    }

    [Fact]
    public void Verify_says_when_the_run_asked_for_has_no_checkpoint_instead_of_taking_another_s_silently()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 4, 1);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"verify?run={Run with { Trial = 3 }}");
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForElement("select");
        Assert.Contains($"{Run with { Trial = 3 }} has no checkpoint", page.Find(".notice-warning").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_takes_the_checkpoint_of_the_run_asked_for_however_many_newer_ones_there_are()
    {
        SampleFakes.AddSweep(Record, "old-0001", "old", 1, 1);
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 200, 2);
        RunId asked = new("old-0001", 0, 0, 0);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"verify?run={asked}");
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForElement("select");
        Assert.Equal(asked.ToString(), page.Find("select").GetAttribute("value"));
        Assert.Empty(page.FindAll(".notice-warning"));
    }

    [Fact]
    public void Faces_of_a_sweep_that_is_no_longer_chosen_are_not_offered_when_they_come_late()
    {
        SampleFakes.AddSweep(Record, "slow-0001", "slow", 1, 1);
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        using ManualResetEventSlim gate = new();
        Cluster.FacesAsked = sweep => Assert.True(sweep != "slow-0001" || gate.Wait(2 * DefaultWaitTimeout));
        Cluster.FacesOf["slow-0001"] = [new FaceEntry("testing/slow/1.pgm", "slow", true)];
        Services.GetRequiredService<NavigationManager>().NavigateTo("verify?run=slow-0001.0.0.0");
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForElement("select").Change(Run.ToString());
        page.WaitForElement("optgroup");
        gate.Set();
        Assert.Throws<Bunit.Extensions.WaitForHelpers.WaitForFailedException>(() =>
            page.WaitForAssertion(
                () => Assert.Contains("testing/slow/1.pgm", page.Markup, StringComparison.Ordinal),
                TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public void The_checkpoint_of_a_run_that_was_deleted_is_no_longer_offered()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 2);
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("label.wide option").Count));
        Record.RunRows.RemoveAll(r => r.RunId == Run);
        Record.CheckpointRows.RemoveAll(c => c.RunId == Run);
        Record.Commit(new Core.Store.RecordChange(Run.SweepId, Run, Core.Store.ChangeKinds.Runs));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("label.wide option")));
    }

    [Fact]
    public void A_verdict_names_the_weights_it_is_by_whatever_checkpoint_comes_to_stand_first()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        IRenderedComponent<VerifyPage> page = Verify("a.pgm", "b.pgm");
        page.WaitForElement(".verdict");
        SampleFakes.AddSweep(Record, "newer-0001", "newer", 1, 1);
        Record.Commit(new Core.Store.RecordChange("newer-0001", null, Core.Store.ChangeKinds.Sweep));
        page.WaitForAssertion(() => Assert.Equal("newer-0001.0.0.0", page.Find("select").GetAttribute("value")));
        Assert.Contains("By the weights of margins, run 0.0.0, epoch 20", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_that_is_not_on_this_machine_is_said_and_files_still_work()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Cluster.NoFaces = new UserErrorException("The faces are elsewhere.");
        IRenderedComponent<VerifyPage> page = Verify("a.pgm", "b.pgm");
        page.WaitForElement(".verdict");
        Assert.Contains("The faces are elsewhere.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_images_get_a_verdict_and_how_sure_it_is()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        IRenderedComponent<VerifyPage> page = Verify("a.pgm", "b.pgm");
        page.WaitForAssertion(() => Assert.Contains("the same person", page.Find(".verdict").TextContent, StringComparison.Ordinal));
        Assert.Contains("In this run's test set", page.Markup, StringComparison.Ordinal);
        Assert.Equal($"/home-of-the-record/checkpoints/{Run.SweepId}/{Run}/best.safetensors", Cluster.AskedCheckpoint);
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused_with_the_verifier_s_sentence()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Cluster.Failure = new UserErrorException("b.pgm is not an image.");
        IRenderedComponent<VerifyPage> page = Verify("a.pgm", "b.pgm");
        page.WaitForAssertion(() =>
            Assert.Contains("b.pgm is not an image.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Verifying_without_a_checkpoint_says_where_they_come_from()
    {
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForAssertion(() => Assert.Contains("No checkpoint yet", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<VerifyPage> Verify(string first, string second)
    {
        IRenderedComponent<VerifyPage> page = Render<VerifyPage>();
        page.WaitForElement("input[type=file]");
        page.FindComponents<InputFile>()[0].UploadFiles(InputFileContent.CreateFromText("P5 1 1 255 x", first));
        page.FindComponents<InputFile>()[1].UploadFiles(InputFileContent.CreateFromText("P5 1 1 255 y", second));
        page.WaitForAssertion(() => Assert.False(page.Find("button.button.main").HasAttribute("disabled")));
        page.Find("button.button.main").Click();
        return page;
    }

    private sealed class BrokenFile(Exception error) : IBrowserFile
    {
        public string Name => "folder.pgm";

        public DateTimeOffset LastModified => SampleFakes.Start;

        public long Size => 4096;

        public string ContentType => "";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => throw error;
    }
}
