package dev.rabbitpatterns.console;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the services and their instances. */
@RestController
class ServicesController {

    private final Instances instances;

    ServicesController(Instances instances) {
        this.instances = instances;
    }

    /**
     * A service.
     *
     * @param name its name below {@code /api} and {@code /live}
     * @param instances the names of its instances below {@code /api}; none if none is running
     */
    record ServiceView(String name, List<String> instances) {}

    @GetMapping("/services")
    List<ServiceView> services() {
        return instances.services().stream()
                .map(service ->
                        new ServiceView(
                                service,
                                instances.of(service).stream()
                                        .map(Instances.Instance::name)
                                        .toList()))
                .toList();
    }
}
