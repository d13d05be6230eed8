class Boat {
    // <oars>
    int oars = 2;
    // </oars>
}
