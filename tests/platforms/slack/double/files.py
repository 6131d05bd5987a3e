"""The methods that bring a file: `files.*`."""

from uuid import uuid4

from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.wire import file_json
from tests.platforms.slack.double.world import File, Post


def get_upload_url(call: Call) -> JSON:
    """`files.getUploadURLExternal`: where to bring a file of that length."""
    name, length = call.text("filename"), call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", ["must be more than 0 [json-pointer:/length]"])
    file = File(f"F{uuid4().hex[:10].upper()}", name, length)
    call.workspace.files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> JSON:
    """`files.completeUploadExternal`: the file is there, is processed after this answer, and shared if so asked."""
    listed = call.json("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise Refused("invalid_arguments", ["missing required field: files"])
    files = [call.workspace.files.get(one.get("id", "")) for one in listed]
    found = [file for file in files if file is not None and file.body is not None]
    if len(found) < len(listed):
        raise Refused("file_not_found")
    for file in found:
        file.complete, file.busy = True, call.slack.file_busy_for
    if "channel_id" in call.args:
        channel = call.workspace.channel(call.args["channel_id"])
        said = Post(
            call.slack.clock.ts(), channel.id, call.workspace.bot_user, bot=True, files=[file.id for file in found]
        )
        channel.posts.append(said)
    return {"files": [file_json(call.slack, file) for file in found]}


def delete(call: Call) -> JSON:
    """`files.delete`: it is gone wherever it was shared."""
    if call.workspace.files.pop(call.text("file"), None) is None:
        raise Refused("file_not_found")
    return {}
