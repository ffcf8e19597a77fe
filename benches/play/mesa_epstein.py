"""Epstein's Model I (run 2) in Mesa, active and jailed recorded in every tick: a peer of benches/play.

mesa_epstein.py [TICKS] prints agent-steps.
"""

import math
import sys

import mesa
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid


class Person(CellAgent):
    def __init__(self, model, cell):
        super().__init__(model)
        self.cell = cell
        self.hardship, self.risk = self.random.random(), self.random.random()
        self.active, self.term = False, 0

    def step(self):
        if self.term:
            self.term -= 1
            return
        near = self.cell.get_neighborhood(radius=7)
        free = [cell for cell in near if cell.is_empty]
        if free:
            self.cell = self.random.choice(free)
        cops = actives = 0
        for other in self.cell.get_neighborhood(radius=7).agents:
            if isinstance(other, Cop):
                cops += 1
            elif other.active and not other.term:
                actives += 1
        chance = 1 - math.exp(-2.3 * (cops // (actives + 1)))
        self.active = self.hardship * 0.18 - self.risk * chance > 0.1


class Cop(CellAgent):
    def __init__(self, model, cell):
        super().__init__(model)
        self.cell = cell

    def step(self):
        near = self.cell.get_neighborhood(radius=7)
        suspects = [a for a in near.agents if isinstance(a, Person) and a.active and not a.term]
        if suspects:
            suspect = self.random.choice(suspects)
            suspect.term, suspect.active = self.random.randint(1, 30), False
        free = [cell for cell in near if cell.is_empty]
        if free:
            self.cell = self.random.choice(free)


class World(mesa.Model):
    def __init__(self, seed=1):
        super().__init__(seed=seed)
        self.grid = OrthogonalMooreGrid((40, 40), torus=True, capacity=1, random=self.random)
        cells = self.random.sample(self.grid.all_cells.cells, 1184)
        for k, cell in enumerate(cells):
            (Person if k < 1120 else Cop)(self, cell)
        people = self.agents_by_type[Person]
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "active": lambda m: sum(a.active for a in people),
                "jailed": lambda m: sum(a.term > 0 for a in people),
            }
        )

    def step(self):
        self.agents.shuffle_do("step")
        self.datacollector.collect(self)


def main():
    ticks = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    world = World()
    for _ in range(ticks):
        world.step()
    assert world.datacollector.get_model_vars_dataframe()["active"].max() > 0, "nobody rebelled"
    print(1184 * ticks)


if __name__ == "__main__":
    main()
