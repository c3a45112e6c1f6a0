var key = null;
window.parent.API.LMSInitialize("");
if (window.parent.API.LMSGetValue("cmi.core.lesson_status") !== "passed")
  window.parent.API.LMSSetValue("cmi.core.lesson_status", "incomplete");
window.parent.API.LMSSetValue("cmi.suspend_data", "page 1");
window.parent.API.LMSSetValue("cmi.core.exit", "suspend");
window.parent.API.LMSGetValue("cmi.suspend_data");
window.parent.API.LMSCommit("");
window.addEventListener("pagehide", () => window.parent.API.LMSFinish(""));
