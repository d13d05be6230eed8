start("crew");
