var verb = "http://adlnet.gov/expapi/verbs/completed";
