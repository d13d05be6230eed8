start("all");
