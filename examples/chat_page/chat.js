"use strict";

const part = (id) => document.getElementById(id);
const joinForm = part("join");
const sayForm = part("say");

let socket = null;
let retry = null;
let members = new Set();

function show(state, refusal = "") {
  part("state").textContent = state;
  part("refusal").textContent = refusal;
}

function showMembers() {
  const items = [...members].sort().map((name) => {
    const item = document.createElement("li");
    item.textContent = name;
    return item;
  });
  part("members").replaceChildren(...items);
}

function showLine(text, kind) {
  const item = document.createElement("li");
  item.textContent = text;
  item.className = kind;
  part("messages").append(item);
  item.scrollIntoView({ block: "nearest" });
}

/// What to do with each message of the server, by its `type`.
const receive = {
  said: ({ name, text }) => showLine(`${name}: ${text}`, "line"),
  joined: ({ name }) => {
    members.add(name);
    showMembers();
    showLine(`${name} has come`, "event");
  },
  left: ({ name }) => {
    members.delete(name);
    showMembers();
    showLine(`${name} has left`, "event");
  },
  members: ({ names }) => {
    members = new Set(names);
    showMembers();
  },
  problem: ({ reason }) => showLine(reason, "event"),
};

/// The path of a room with who asks to come in.
function pathOf({ room, name, token }) {
  return `rooms/${encodeURIComponent(room)}?${new URLSearchParams({ name, token })}`;
}

/// Why the server lets nobody in with this path: in words, or nothing if it does or is not there.
/// The browser itself does not say why a WebSocket was refused.
async function refusalOf(path) {
  try {
    const answer = await fetch(`admission/${path}`, { cache: "no-store" });
    return answer.ok ? "" : await answer.text() || answer.statusText;
  } catch {
    return "";
  }
}

function join(asked, wait = 500) {
  const path = pathOf(asked);
  show("Connecting …");
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const opening = new WebSocket(url);
  let opened = false;
  socket = opening;

  opening.onopen = () => {
    opened = true;
    wait = 500;
    show(`Connected to ${asked.room} as ${asked.name}`);
    part("room").hidden = false;
    opening.send(JSON.stringify({ type: "list" }));
  };

  opening.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    receive[message.type]?.(message);
  };

  opening.onclose = async ({ wasClean, reason }) => {
    members.clear();
    showMembers();
    const refusal = opened ? "" : await refusalOf(path);
    // Another room may be asked for in the meantime.
    if (socket !== opening) return;
    if (refusal) {
      show("Not connected", refusal);
      return;
    }
    const words = wasClean && reason ? `The server says: ${reason}. ` : "";
    show(`${words}Trying again …`);
    retry = setTimeout(join, wait, asked, Math.min(wait * 2, 10_000));
  };
}

/// Closes the connection, of which nothing more is heard.
function leave() {
  clearTimeout(retry);
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

joinForm.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
  part("messages").replaceChildren();
  join(Object.fromEntries(new FormData(joinForm)));
});

sayForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (socket.readyState !== WebSocket.OPEN) return;
  const text = sayForm.elements.text.value;
  socket.send(JSON.stringify({ type: "say", text }));
  sayForm.reset();
});
