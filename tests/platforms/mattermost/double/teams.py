"""The requests about teams and their slash commands."""

from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.refusals import JSON, Refused, bad_parameter
from tests.platforms.mattermost.double.wire import channel_json, command_json, team_json, team_member_json
from tests.platforms.mattermost.double.world import Command

BUILT_IN = ("away", "code", "collapse", "echo", "expand", "help", "invite", "join", "leave", "logout", "me", "msg")
TOLD = (
    "username",
    "icon_url",
    "auto_complete",
    "auto_complete_desc",
    "auto_complete_hint",
    "display_name",
    "description",
)
LONGEST_TRIGGER, LONGEST_URL, LONGEST_DISPLAY_NAME, LONGEST_DESCRIPTION = 128, 1024, 64, 128


def get_teams(call: Call) -> list[JSON]:
    """`GET /teams`: all for administrators, those that let anyone in for others."""
    teams = [team for team in call.world.teams.values() if call.user.is_admin or team.allow_open_invite]
    return [team_json(team) for team in call.page(teams)]


def get_team_by_name(call: Call) -> JSON:
    """`GET /teams/name/{team_name}`."""
    found = (team for team in call.world.teams.values() if team.name == call.path["team_name"])
    team = next(found, None)
    if team is None:
        raise Refused(404, "app.team.get_by_name.missing.app_error", "Unable to find the existing team.")
    if not team.allow_open_invite:
        call.in_team(team)
    return team_json(team)


def get_teams_for_user(call: Call) -> list[JSON]:
    """`GET /users/{user_id}/teams`."""
    user = call.world.user(call.id("user_id"))
    if user is not call.user:
        call.needs_admin()
    return [team_json(team) for team in call.world.teams.values() if user.id in team.members]


def get_channels_for_user(call: Call) -> list[JSON]:
    """`GET /users/{user_id}/teams/{team_id}/channels`: those of the team, and every direct one."""
    user, team = call.world.user(call.id("user_id")), call.world.teams.get(call.id("team_id"))
    if user is not call.user:
        call.needs_admin()
    if team is None or user.id not in team.members:
        raise Refused(403, "api.context.permissions.app_error")
    ours = [c for c in call.world.channels.values() if user.id in c.members and not c.delete_at]
    return [channel_json(channel, listed=True) for channel in ours if channel.team_id in ("", team.id)]


def add_team_member(call: Call) -> JSON:
    """`POST /teams/{team_id}/members`: for administrators, and for oneself where a team lets anyone in."""
    team, id_ = call.world.team(call.id("team_id")), str(call.fields().get("user_id", ""))
    if not team.allow_open_invite or id_ != call.user.id:
        call.needs_admin()
    user = call.world.user(id_)
    if user.id not in team.members:
        team.members.append(user.id)
    return team_member_json(team, user)


def get_team_member(call: Call) -> JSON:
    """`GET /teams/{team_id}/members/{user_id}`."""
    team, user = call.world.team(call.id("team_id")), call.world.users.get(call.id("user_id"))
    call.in_team(team)
    if user is None or user.id not in team.members:
        raise Refused(404, "app.team.get_member.missing.app_error", "No team member found for that user and team.")
    return team_member_json(team, user)


def get_commands(call: Call) -> list[JSON]:
    """`GET /commands` of a team, with their tokens, for administrators."""
    if not call.query.get("team_id"):
        raise bad_parameter("team_id")
    team = call.world.team(call.query["team_id"])
    call.needs_admin()
    return [command_json(command) for command in call.world.commands.values() if command.team_id == team.id]


def create_command(call: Call) -> JSON:
    """`POST /commands`, for administrators: no bot may."""
    call.needs_admin()
    said = call.fields()
    command = Command(call.world.team(str(said.get("team_id", ""))).id, "", "", call.user.id)
    _fill(command, said)
    known = [other.trigger for other in call.world.commands.values() if other.team_id == command.team_id]
    if command.trigger in (*known, *BUILT_IN):
        raise Refused(400, "api.command.duplicate_trigger.app_error", "This trigger word is already in use.")
    command.create_at = command.update_at = call.mattermost.clock.stamp()
    call.world.commands[command.id] = command
    return command_json(command)


def update_command(call: Call) -> JSON:
    """`PUT /commands/{command_id}`, for administrators: its token and team stay."""
    said, command = call.fields(), call.world.commands.get(call.id("command_id"))
    if said.get("id") != call.id("command_id"):
        raise bad_parameter("command")
    if command is None or not call.user.is_admin:
        raise Refused(404, "store.sql_command.save.get.app_error", "Unable to find the existing command.")
    if said.get("team_id") != command.team_id:
        raise Refused(400, "api.command.team_mismatch.app_error", "Unable to update commands across teams.")
    _fill(command, said)
    command.update_at = call.mattermost.clock.stamp()
    return command_json(command)


def _fill(command: Command, said: JSON) -> None:
    """What is said of a command. Raises Refused."""
    trigger, url = str(said.get("trigger", "")).lower(), str(said.get("url", ""))
    wrong = {
        "trigger": not 0 < len(trigger) <= LONGEST_TRIGGER or trigger.startswith("/") or " " in trigger,
        "url": not 0 < len(url) <= LONGEST_URL,
        "url_http": not url.startswith(("http://", "https://")),
        "method": said.get("method") not in ("P", "G"),
        "display_name": len(str(said.get("display_name", ""))) > LONGEST_DISPLAY_NAME,
        "description": len(str(said.get("description", "")).encode()) > LONGEST_DESCRIPTION,
    }
    for name in (name for name, bad in wrong.items() if bad):
        raise Refused(400, f"model.command.is_valid.{name}.app_error", f"Invalid {name}.")
    command.trigger, command.url, command.method = trigger, url, said["method"]
    command.told = {name: said[name] for name in TOLD if name in said}
