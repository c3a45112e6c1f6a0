window.parent.API_1484_11.Initialize("");
if (window.parent.API_1484_11.GetValue("cmi.completion_status") !== "completed")
  window.parent.API_1484_11.SetValue("cmi.completion_status", "incomplete");
window.parent.API_1484_11.SetValue("cmi.exit", "suspend");
window.addEventListener("pagehide", () => window.parent.API_1484_11.Terminate(""));
