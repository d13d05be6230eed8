# <load>
load()
# </load>
