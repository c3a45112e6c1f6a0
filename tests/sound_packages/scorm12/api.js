var key = null;
window.parent.API.LMSInitialize("");
window.parent.API.LMSSetValue("cmi.core.lesson_status", "completed");
window.parent.API.LMSFinish("");
