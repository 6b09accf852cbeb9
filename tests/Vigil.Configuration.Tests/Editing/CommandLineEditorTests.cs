using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Editing;

namespace Vigil.Configuration.Tests.Editing;

public class CommandLineEditorTests
{
    [Theory]
    [InlineData("python t.py --num-workers 4 --lr 1", "--num-workers", "0", "python t.py --num-workers 0 --lr 1")]
    [InlineData("python t.py --num_workers=4", "--num_workers", "0", "python t.py --num_workers=0")]
    [InlineData("python t.py -j8", "-j", "2", "python t.py -j2")]
    [InlineData("python t.py -j 8", "-j", "2", "python t.py -j 2")]
    [InlineData("python t.py --b 1 --b 2", "--b", "3", "python t.py --b 1 --b 3")]
    [InlineData("python t.py data.num_workers=4 x=1", "data.num_workers", "0", "python t.py data.num_workers=0 x=1")]
    [InlineData("python t.py ++data.num_workers=4", "++data.num_workers", "0", "python t.py ++data.num_workers=0")]
    [InlineData("python t.py x=1", "++trainer.precision", "\"bf16-mixed\"", "python t.py x=1 ++trainer.precision=bf16-mixed")]
    [InlineData("python t.py r=[1,2]", "r", "[1]", "python t.py r=[1]")]
    [InlineData("python t.py --fp16 data", "--fp16", "false", "python t.py data")]
    [InlineData("python t.py --fp16 data", "--fp16", "true", "python t.py --fp16 data")]
    [InlineData("python t.py --fp16 True", "--fp16", "false", "python t.py --fp16 False")]
    [InlineData("python t.py --fp16=true", "--fp16", "false", "python t.py --fp16=false")]
    [InlineData("python t.py --lr 1", "--gradient_checkpointing", "true", "python t.py --lr 1 --gradient_checkpointing")]
    [InlineData("python t.py --lr 1", "--dataloader_pin_memory", "false", "python t.py --lr 1 --dataloader_pin_memory False")]
    [InlineData("python t.py --lr 1", "--n", "2", "python t.py --lr 1 --n 2")]
    [InlineData("python t.py --lr=1", "--n", "2", "python t.py --lr=1 --n=2")]
    [InlineData("accelerate launch --mixed_precision no t.py", "--mixed_precision", "\"bf16\"", "accelerate launch --mixed_precision bf16 t.py")]
    public void Options_are_replaced_or_added_in_the_style_of_the_line(string command, string option, string value, string expected) =>
        Edit(command, new SettingPlace(null, option), value).ShouldBe(expected);

    [Theory]
    [InlineData("python t.py", "env OMP_NUM_THREADS=4 python t.py")]
    [InlineData("env A=1 python t.py", "env OMP_NUM_THREADS=4 A=1 python t.py")]
    [InlineData("env OMP_NUM_THREADS=16 python t.py", "env OMP_NUM_THREADS=4 python t.py")]
    public void Variables_stand_in_front_of_the_program(string command, string expected) =>
        Edit(command, new SettingPlace(null, "OMP_NUM_THREADS") { IsEnvironment = true }, "4").ShouldBe(expected);

    [Fact]
    public void Changes_to_files_are_passed_over() => Edit("python t.py", new SettingPlace("/c.yaml", "a"), "4").ShouldBe("python t.py");

    private static string Edit(string command, SettingPlace place, string value) =>
        string.Join(' ', CommandLineEditor.Edit(command.Split(' '), [new SettingChange(place, JsonNode.Parse(value))]));
}
