window.parent.API_1484_11.Initialize("");
window.parent.API_1484_11.SetValue("cmi.completion_status", "completed");
window.parent.API_1484_11.Terminate("");
