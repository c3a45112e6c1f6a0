"use strict";
(async () => {
  const given = new URLSearchParams(location.search);
  if (!given.has("fetch")) return;
  const answer = await fetch(given.get("fetch"), { method: "POST" });
  const token = (await answer.json())["auth-token"];
  const headers = { "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3", Authorization: `Basic ${token}` };
  const send = (verb) => fetch(given.get("endpoint") + "statements", {
    method: "POST",
    headers,
    keepalive: true,
    body: JSON.stringify({
      actor: JSON.parse(given.get("actor")),
      verb: { id: `http://adlnet.gov/expapi/verbs/${verb}` },
      object: { id: given.get("activityId") },
    }),
  });
  addEventListener("pagehide", () => send("terminated"));
  await send("initialized");
})();
